import type { FailureReason } from '@wakeful/contracts';
import { changesOf, type FirstFailure, saveWindows } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** A downtime window as it is to be after a batch. Times are epoch milliseconds. */
export interface DowntimeWindow {
  id: string;
  monitorId: string;
  startedMs: number;
  endedMs: number | null;
  lastGoodMs: number | null;
  reasons: readonly FailureReason[];
  affectedChecks: number;
  firstFailure: FirstFailure | null;
}

/** A window that opened or closed just now. */
export interface WindowTurn {
  windowId: string;
  monitorId: string;
  moment: 'opened' | 'closed';
}

/**
 * Opens, extends and closes windows. In the order given: a window of a monitor is closed before its next one opens,
 * as only one may be open.
 */
export async function storeWindows(manager: EntityManager, windows: readonly DowntimeWindow[]): Promise<void> {
  if (windows.length === 0) return;
  await changesOf(manager, saveWindows, {
    windows: windows.map((window) => ({
      ...window,
      reasons: window.reasons.join(','),
      firstFailure: window.firstFailure ?? {},
    })),
  });
}
