import type { FailureReason, MonitoringChangedV1 } from '@wakeful/contracts';

/** What an event says beside what it is, as stored; a monitor that is gone by now is still known by it. */
export interface EventFacts {
  name: string;
  url: string;
  reason?: FailureReason | null;
  detail?: string;
  startedAt?: string;
  lastGoodAt?: string | null;
  endedAt?: string;
  affectedChecks?: number;
  /** When the last conclusive check ended to speak, and when there was one again. */
  uncheckedSince?: string;
  checkedAt?: string;
  expiresAt?: string;
  thresholdDays?: number;
  /** `detached`: a channel hears no more of the monitor. */
  change?: MonitoringChangedV1['change'] | 'detached';
  /** Of a checker that lost its network. */
  location?: string;
  checker?: string;
  affectedMonitors?: number;
}

/** Why a channel is not told of something. */
export type MutedBy = 'maintenance' | 'parent' | 'flapping' | 'untold' | 'disabled' | 'gone';
