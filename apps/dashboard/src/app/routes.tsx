import { Center, Loader } from '@mantine/core';
import { type ComponentType, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { LoginPage } from '../login/login-page.js';
import { OverviewPage } from '../overview/overview-page.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell.js';
import { SignedIn } from './signed-in.js';

/** What the overview does not need comes when it is opened. */
const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }));

const MonitorPage = page(() => import('../monitor/monitor-page.js'), 'MonitorPage');
const DowntimePage = page(() => import('../downtime/downtime-page.js'), 'DowntimePage');
const NewMonitorPage = page(() => import('../monitor-form/new-monitor-page.js'), 'NewMonitorPage');
const EditMonitorPage = page(() => import('../monitor-form/edit-monitor-page.js'), 'EditMonitorPage');
const NotificationsPage = page(() => import('../notifications/notifications-page.js'), 'NotificationsPage');
const MaintenancePage = page(() => import('../maintenance/maintenance-page.js'), 'MaintenancePage');
const StatusPagesPage = page(() => import('../status-pages/status-pages-page.js'), 'StatusPagesPage');
const StatusPagePage = page(() => import('../status-pages/status-page-page.js'), 'StatusPagePage');
const PeoplePage = page(() => import('../people/people-page.js'), 'PeoplePage');
const SystemPage = page(() => import('../system/system-page.js'), 'SystemPage');

export function Routes() {
  return (
    <Switch>
      <Route path="/login" component={LoginPage} />
      <Route>
        <SignedIn>
          <Shell>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/" component={OverviewPage} />
                <Route path="/monitors/new" component={NewMonitorPage} />
                <Route path="/monitors/:id" component={MonitorPage} />
                <Route path="/monitors/:id/edit" component={EditMonitorPage} />
                <Route path="/downtime/:id" component={DowntimePage} />
                <Route path="/notifications" component={NotificationsPage} />
                <Route path="/maintenance" component={MaintenancePage} />
                <Route path="/status-pages" component={StatusPagesPage} />
                <Route path="/status-pages/:id" component={StatusPagePage} />
                <Route path="/people" component={PeoplePage} />
                <Route path="/system" component={SystemPage} />
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </Shell>
        </SignedIn>
      </Route>
    </Switch>
  );
}

function Loading() {
  return (
    <Center mih={200}>
      <Loader aria-label="Loading the page" />
    </Center>
  );
}
