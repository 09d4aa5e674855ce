import type { Schemas } from '../api/client.js';

type Channel = Pick<
  Schemas['NotificationChannel'],
  'id' | 'name' | 'enabled' | 'events' | 'allMonitors' | 'monitorIds' | 'tags'
>;

/** A monitor, or one that is about to be created and has no ID yet. */
export interface Covered {
  readonly id: string | null;
  readonly tags: readonly string[];
}

/** Why a channel covers a monitor, as part of a sentence; null if it does not. */
function reasonOf({ allMonitors, monitorIds, tags }: Channel, monitor: Covered): string | null {
  if (allMonitors) return 'covers all monitors';
  if (monitor.id !== null && monitorIds.includes(monitor.id)) return 'selected for this monitor';
  const tag = tags.find((one) => monitor.tags.includes(one));
  return tag === undefined ? null : `covers the tag ${tag}`;
}

export interface Coverage<Of extends Channel> {
  readonly channel: Of;
  readonly why: string;
  /** Why it stays silent when the monitor goes down; null: it alerts. */
  readonly silentBecause: string | null;
}

function silence({ enabled, events }: Channel): string | null {
  if (!enabled) return 'disabled';
  return events.includes('down') ? null : 'not subscribed to Down';
}

/** The channels of a monitor and why, those that alert first. */
export function coverageOf<Of extends Channel>(channels: readonly Of[], monitor: Covered): Coverage<Of>[] {
  return channels
    .flatMap((channel) => {
      const why = reasonOf(channel, monitor);
      return why === null ? [] : [{ channel, why, silentBecause: silence(channel) }];
    })
    .sort((a, b) => Number(a.silentBecause !== null) - Number(b.silentBecause !== null));
}
