import { loginSessionQuery } from '../api/login-session.js';
import { queryClient } from '../api/query-client.js';
import { systemStatusQuery } from '../api/system-status.js';
import { readFilter } from '../overview/overview-filter.js';
import { pageQuery } from '../overview/use-monitor-rows.js';

/**
 * The first import of the page: requests the data it will need, in parallel, while the rest of its code is evaluated
 * and rendered. Without a session the requests are refused and the login page appears.
 */
void queryClient.prefetchQuery(loginSessionQuery);
if (window.location.pathname === '/') {
  const filter = readFilter(new URLSearchParams(window.location.search));
  void queryClient.prefetchQuery(pageQuery(filter, 1));
  void queryClient.prefetchQuery(systemStatusQuery);
}
