import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again; false when it did not become true in time. A question that fails counts as "not yet". */
export async function untilTrue(
  isTrue: () => Promise<boolean>,
  { withinMs, everyMs, signal }: { withinMs: number; everyMs: number; signal: AbortSignal },
): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() > deadlineMs) return false;
    await delay(everyMs, undefined, { signal });
  }
  return true;
}
