import type { FailureReason, MonitoringChangedV1 } from '@wakeful/contracts';

/** The stored facts of an event; they identify a monitor even after it was deleted. */
export interface EventFacts {
  name: string;
  url: string;
  reason?: FailureReason | null;
  detail?: string;
  startedAt?: string;
  lastGoodAt?: string | null;
  endedAt?: string;
  affectedChecks?: number;
  /** When the last conclusive result expired, and when there was one again. */
  uncheckedSince?: string;
  checkedAt?: string;
  expiresAt?: string;
  thresholdDays?: number;
  /** `detached`: the channel no longer covers the monitor. */
  change?: MonitoringChangedV1['change'] | 'detached';
  /** Of `detached`: the topics that are closed; unset: all. */
  topics?: readonly string[];
  /** For a checker that lost its network. */
  location?: string;
  checker?: string;
  affectedMonitors?: number;
}

/** Why a delivery is muted. */
export type MutedBy = 'maintenance' | 'parent' | 'flapping' | 'untold' | 'disabled' | 'gone';
