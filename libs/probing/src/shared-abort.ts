interface Abortable {
  abort(): void;
}

const sharers = new WeakMap<AbortSignal, Set<Abortable>>();

function sharersOf(signal: AbortSignal): Set<Abortable> {
  const known = sharers.get(signal);
  if (known) return known;
  const added = new Set<Abortable>();
  sharers.set(signal, added);
  signal.addEventListener('abort', () => {
    for (const one of added) one.abort();
  });
  return added;
}

/**
 * Aborts `one` with a signal that hundreds share, until {@link stopSharing}. A signal keeps its listeners in a list: taking
 * one of hundreds off it is a search, which each check would pay for.
 */
export function shareAbort(signal: AbortSignal, one: Abortable): void {
  if (signal.aborted) one.abort();
  else sharersOf(signal).add(one);
}

export function stopSharing(signal: AbortSignal, one: Abortable): void {
  sharers.get(signal)?.delete(one);
}
