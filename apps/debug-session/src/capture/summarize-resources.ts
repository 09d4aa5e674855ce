import type { NetworkEvent, ResourceSummary } from '@wakeful/contracts';

const MAX_TYPES = 40;
const WHY_CHARACTERS = 512;

const isDocumentOf = (event: NetworkEvent, mainUrl: string): boolean =>
  event.resourceType === 'document' && event.url === mainUrl;

/** How the requests beside the main document went, by type. Redirects on the way to it count as it. */
export function summarizeResources(events: readonly NetworkEvent[], mainUrl: string): ResourceSummary[] {
  const main = mainRequests(events, mainUrl);
  const summaries = new Map<string, ResourceSummary>();
  for (const event of events) {
    const { resourceType, type } = event;
    if (main.has(event.request)) continue;
    const summary = summaries.get(resourceType) ?? { resourceType, requests: 0, failed: 0, firstFailure: null };
    summaries.set(resourceType, summary);
    if (type === 'request') summary.requests += 1;
    if (!event.isFailed) continue;
    summary.failed += 1;
    summary.firstFailure ??= { url: event.url, why: (event.error ?? String(event.status)).slice(0, WHY_CHARACTERS) };
  }
  return [...summaries.values()].slice(0, MAX_TYPES);
}

function mainRequests(events: readonly NetworkEvent[], mainUrl: string): Set<number> {
  const main = new Set<number>();
  let url: string | null =
    events.find(({ type, resourceType }) => type === 'request' && resourceType === 'document')?.url ?? null;
  for (const event of events) {
    if (event.resourceType !== 'document' || event.url !== url) continue;
    main.add(event.request);
    if (event.type === 'redirect') url = event.redirectedTo;
  }
  for (const event of events) if (main.size === 0 && isDocumentOf(event, mainUrl)) main.add(event.request);
  return main;
}
