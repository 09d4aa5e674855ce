import type { NetworkEvent, ResourceSummary } from '@wakeful/contracts';

const MAX_TYPES = 40;
const WHY_CHARACTERS = 512;

/** The subresource requests by type. Redirects on the way to it count as it. */
export function summarizeResources(events: readonly NetworkEvent[]): ResourceSummary[] {
  const main = mainRequests(events);
  const summaries = new Map<string, ResourceSummary>();
  const failed = new Set<number>();
  for (const event of events) {
    const { resourceType, type } = event;
    if (main.has(event.request)) continue;
    const summary = summaries.get(resourceType) ?? { resourceType, requests: 0, failed: 0, firstFailure: null };
    summaries.set(resourceType, summary);
    if (type === 'request') summary.requests += 1;
    // A request can fail twice: an error by its status whose body then breaks off.
    if (!event.isFailed || failed.has(event.request)) continue;
    failed.add(event.request);
    summary.failed += 1;
    // That a browser keeps the body of an error page from another site to itself says less than the error.
    const isErrorStatus = event.status !== null && event.status >= 400;
    const why = isErrorStatus ? String(event.status) : (event.error ?? String(event.status));
    summary.firstFailure ??= { url: event.url, why: why.slice(0, WHY_CHARACTERS) };
  }
  return [...summaries.values()].slice(0, MAX_TYPES);
}

/** Numbers of the requests for the main document: the first, and those to which it was redirected. */
export function mainRequests(events: readonly NetworkEvent[]): Set<number> {
  const main = new Set<number>();
  let url: string | null =
    events.find(({ type, resourceType }) => type === 'request' && resourceType === 'document')?.url ?? null;
  for (const event of events) {
    if (event.resourceType !== 'document' || event.url !== url) continue;
    main.add(event.request);
    if (event.type === 'redirect') url = event.redirectedTo;
  }
  return main;
}
