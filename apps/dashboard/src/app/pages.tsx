import { Center, Loader } from '@mantine/core';
import type { ComponentType } from 'react';
import { onDemand } from './on-demand.js';

const loading = (
  <Center mih={200}>
    <Loader aria-label="Loading page" />
  </Center>
);

const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  onDemand(async () => (await load())[name], loading);

/** Pages other than the overview are loaded on demand. */
export const MonitorPage = page(() => import('../monitor/monitor-page.js'), 'MonitorPage');
export const DowntimePage = page(() => import('../downtime/downtime-page.js'), 'DowntimePage');
export const NewMonitorPage = page(() => import('../monitor-form/new-monitor-page.js'), 'NewMonitorPage');
export const EditMonitorPage = page(() => import('../monitor-form/edit-monitor-page.js'), 'EditMonitorPage');
export const NotificationsPage = page(() => import('../notifications/notifications-page.js'), 'NotificationsPage');
export const MaintenancePage = page(() => import('../maintenance/maintenance-page.js'), 'MaintenancePage');
export const StatusPagesPage = page(() => import('../status-pages/status-pages-page.js'), 'StatusPagesPage');
export const StatusPagePage = page(() => import('../status-pages/status-page-page.js'), 'StatusPagePage');
export const AccountPage = page(() => import('../account/account-page.js'), 'AccountPage');
export const EnrolmentPage = page(() => import('../account/enrolment-page.js'), 'EnrolmentPage');
export const IncidentPage = page(() => import('../incidents/incident-page.js'), 'IncidentPage');
export const IncidentsPage = page(() => import('../incidents/incidents-page.js'), 'IncidentsPage');
export const LinkPage = page(() => import('../login/link-page.js'), 'LinkPage');
export const LoginPage = page(() => import('../login/login-page.js'), 'LoginPage');
export const PeoplePage = page(() => import('../people/people-page.js'), 'PeoplePage');
export const SystemPage = page(() => import('../system/system-page.js'), 'SystemPage');
