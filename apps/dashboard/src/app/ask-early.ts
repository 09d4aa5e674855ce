import { queryClient } from '../api/query-client.js';
import { sessionQuery } from '../api/session.js';
import { systemStatusQuery } from '../api/system-status.js';
import { readFilter } from '../overview/overview-filter.js';
import { pageQuery } from '../overview/use-monitor-rows.js';

/**
 * The first import of the page: while the rest of its code is being evaluated and drawn, the answers that it will need
 * are on their way, at once rather than one after the other. Who is not logged in is refused, and asked to log in.
 */
void queryClient.prefetchQuery(sessionQuery);
if (window.location.pathname === '/') {
  const filter = readFilter(new URLSearchParams(window.location.search));
  void queryClient.prefetchQuery(pageQuery(filter, 1));
  void queryClient.prefetchQuery(systemStatusQuery);
}
