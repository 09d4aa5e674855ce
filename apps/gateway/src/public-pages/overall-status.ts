import type { PublicIncident, PublicStatus, StatusSummary } from '@wakeful/contracts';

/** From the worst on. */
const order: readonly PublicStatus[] = ['down', 'degraded', 'maintenance', 'operational', 'no_data'];

/** The worst of what the checks see and of what people have said about now. */
export function overallStatus(
  groups: StatusSummary['groups'],
  incidents: readonly Pick<PublicIncident, 'state' | 'startsAt' | 'resolvedAt'>[],
  nowMs: number,
): PublicStatus {
  const goOn = incidents.filter(({ startsAt, resolvedAt }) => resolvedAt === null && Date.parse(startsAt) <= nowMs);
  const seen = new Set<PublicStatus>([
    ...groups.flatMap(({ monitors }) => monitors.map(({ status }) => status)),
    ...goOn.map(({ state }) => (state === 'maintenance' ? state : 'degraded')),
  ]);
  return order.find((status) => seen.has(status)) ?? 'no_data';
}
