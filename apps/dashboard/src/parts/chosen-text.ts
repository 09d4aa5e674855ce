import type { ChosenMonitors } from './monitor-choice.js';

/** A summary of the selected monitors. */
export function chosenText({ allMonitors, tags, monitorIds }: ChosenMonitors): string {
  if (allMonitors) return 'All monitors';
  const parts: string[] = [];
  if (tags.length > 0) parts.push(`${tags.length === 1 ? 'Tag' : 'Tags'} ${tags.join(', ')}`);
  if (monitorIds.length > 0) parts.push(monitorIds.length === 1 ? '1 monitor' : `${monitorIds.length} monitors`);
  return parts.join(' and ') || 'No monitors';
}
