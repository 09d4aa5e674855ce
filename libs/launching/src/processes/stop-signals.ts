/** A terminal's Ctrl-C may come several times at once: from the terminal itself and passed on by npm and tools/start.mjs. */
const SAME_KEYSTROKE_MS = 500;

export interface StopSignals {
  /** Aborted by the first signal: stop in order. */
  readonly stop: AbortSignal;
  /** Aborted by the second one: end at once. */
  readonly abandon: AbortSignal;
}

/** Turns SIGINT, SIGTERM, SIGHUP, and the end of the process that started this one, into two abort signals. */
export function listenForStop(
  source: NodeJS.Process = process,
  now: () => number = () => performance.now(),
): StopSignals {
  const stop = new AbortController();
  const abandon = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = now();
      stop.abort();
    } else if (now() - firstAt > SAME_KEYSTROKE_MS) {
      abandon.abort();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) source.on(signal, onSignal);
  // tools/start.mjs holds a channel to this process; it closes when that process is killed.
  source.once('disconnect', () => stop.abort());
  return { stop: stop.signal, abandon: abandon.signal };
}

/**
 * The signals of a tool that runs a system. The processes of the system have sessions of their own and would outlive a tool
 * that just ends: whatever no one caught abandons them as a second Ctrl-C does, and so does this process end then.
 */
export function listenForStopOfTool(): StopSignals {
  const { stop, abandon } = listenForStop();
  const failure = new AbortController();
  process.on('uncaughtException', (error) => {
    console.error(error);
    failure.abort();
  });
  const end = AbortSignal.any([abandon, failure.signal]);
  // "At once" includes this process: whatever it still waits for is being killed.
  end.addEventListener('abort', () => setImmediate(() => process.exit(130)));
  return { stop, abandon: end };
}
