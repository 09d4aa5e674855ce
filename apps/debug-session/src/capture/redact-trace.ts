import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Redaction } from './redaction.js';
import type { TraceAnswer, TraceJob } from './trace-redactor.main.js';

const DEADLINE_MS = 30_000;
const MAX_HEAP_MEBIBYTES = 256;
/** The built program, also when this code runs from its sources, as in a test. */
const PROGRAM = join(import.meta.dirname.replace(`${sep}src${sep}`, `${sep}dist${sep}`), 'trace-redactor.main.js');

/** A trace without secrets, or the rest of a sentence that begins with "the trace" and says why there is none. */
export type RedactedTrace = { trace: Buffer; problem: null } | { trace: null; problem: string };

export interface TraceRedactionOptions {
  /** More than that is not kept. */
  maxBytes: number;
  deadlineMs?: number;
}

/**
 * Hides secrets in the trace of a page, in a process of its own: a page decides how large and how odd its trace is, and
 * whatever that does to memory or time, the service continues without the trace. The process is started when the visit
 * begins, so that its start costs no time at the end.
 */
export class TraceRedactor implements Disposable {
  readonly #ended: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.#ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    });
  }

  static start(): TraceRedactor {
    return new TraceRedactor(
      fork(PROGRAM, [], {
        execArgv: [`--max-old-space-size=${MAX_HEAP_MEBIBYTES}`],
        // The service's own secrets are none of its business.
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'advanced',
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Once. Never rejects. The service reads only what it is to keep. */
  async run(
    path: string,
    redaction: Redaction,
    { maxBytes, deadlineMs = DEADLINE_MS }: TraceRedactionOptions,
  ): Promise<RedactedTrace> {
    const to = `${path}.redacted`;
    const answer = await this.#ask({ from: path, to, maxBytes, redaction: redaction.state }, deadlineMs);
    if (answer === 'too large') return { trace: null, problem: 'is too large to be kept' };
    if (answer !== 'done') return { trace: null, problem: answer };
    const trace = await readFile(to).catch(() => null);
    return trace ? { trace, problem: null } : { trace: null, problem: 'is gone' };
  }

  [Symbol.dispose](): void {
    this.child.kill('SIGKILL');
  }

  async #ask(job: TraceJob, deadlineMs: number): Promise<TraceAnswer | string> {
    let answer = 'could not be searched for secrets: the process that does it ended early';
    const timer = setTimeout(() => {
      answer = `could not be searched for secrets within ${Math.round(deadlineMs / 1_000)} s`;
      this.child.kill('SIGKILL');
    }, deadlineMs);
    this.child.once('message', (message) => (answer = String(message)));
    // It may be gone already: that it has ended is all there is to know.
    if (this.child.connected) this.child.send(job, () => undefined);
    await this.#ended;
    clearTimeout(timer);
    return answer;
  }
}
