import type { MonitorStatus } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { durationText, latencyText } from '../time/durations.js';

type Instance = Schemas['ServiceInstance'];

const SECOND_MS = 1_000;
const MINUTE_S = 60;

/** From most to least urgent. */
const statusOrder: readonly MonitorStatus[] = ['down', 'degraded', 'unknown', 'pending', 'up', 'maintenance', 'paused'];

/** A delay, exact below one minute; null when nothing was due. */
export function lagText(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds === 0) return 'none';
  return seconds < MINUTE_S ? latencyText(seconds * SECOND_MS) : durationText(seconds * SECOND_MS);
}

export const statusCounts = (counts: Schemas['SystemStatus']['monitors']['byStatus']) =>
  statusOrder.map((status) => [status, counts[status]] as const);

/** The instances by service, missing ones first. */
export const inOrder = (services: readonly Instance[]): Instance[] =>
  [...services].sort(
    (a, b) =>
      a.service.localeCompare(b.service) ||
      b.state.localeCompare(a.state) ||
      (a.host ?? a.instanceId).localeCompare(b.host ?? b.instanceId),
  );
