import { setTimeout as delay } from 'node:timers/promises';

/** Waits, and throws the reason when the run is given up meanwhile. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await delay(Math.max(0, durationMs), undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

/** Asks again and again; false when the answer is still no after the time. */
export async function waitUntil(
  isDone: () => Promise<boolean>,
  { timeoutMs, everyMs, signal }: { timeoutMs: number; everyMs: number; signal: AbortSignal },
): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await isDone())) {
    if (performance.now() > deadlineMs) return false;
    await pause(everyMs, signal);
  }
  return true;
}
