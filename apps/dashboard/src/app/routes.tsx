import { Route, Switch } from 'wouter';
import { OverviewPage } from '../overview/overview-page.js';
import { NotFound } from './not-found.js';
import {
  AccountPage,
  DowntimePage,
  EditMonitorPage,
  IncidentPage,
  IncidentsPage,
  LinkPage,
  LoginPage,
  MaintenancePage,
  MonitorPage,
  NewMonitorPage,
  NotificationsPage,
  PeoplePage,
  StatusPagePage,
  StatusPagesPage,
  SystemPage,
} from './pages.js';
import { Shell } from './shell.js';
import { SignedIn } from './signed-in.js';

export function Routes() {
  return (
    <Switch>
      <Route path="/login" component={LoginPage} />
      <Route path="/login/link" component={LinkPage} />
      <Route>
        <SignedIn>
          <Shell>
            <Switch>
              <Route path="/" component={OverviewPage} />
              <Route path="/monitors/new" component={NewMonitorPage} />
              <Route path="/monitors/:id" component={MonitorPage} />
              <Route path="/monitors/:id/edit" component={EditMonitorPage} />
              <Route path="/downtime/:id" component={DowntimePage} />
              <Route path="/incidents" component={IncidentsPage} />
              <Route path="/incidents/:id" component={IncidentPage} />
              <Route path="/notifications" component={NotificationsPage} />
              <Route path="/maintenance" component={MaintenancePage} />
              <Route path="/status-pages" component={StatusPagesPage} />
              <Route path="/status-pages/:id" component={StatusPagePage} />
              <Route path="/people" component={PeoplePage} />
              <Route path="/account" component={AccountPage} />
              <Route path="/system" component={SystemPage} />
              <Route component={NotFound} />
            </Switch>
          </Shell>
        </SignedIn>
      </Route>
    </Switch>
  );
}
