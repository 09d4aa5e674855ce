import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  DEBUG_SESSION_EXPIRES_AFTER_MS,
  debugRunV1,
  type DebugRunV2,
  debugRunV2,
  probeSpecFromV1,
} from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import { LOGGER, type Logger } from '@wakeful/platform';
import type { DebugSessionConfig } from '../config.js';
import { DEBUG_SESSION_CONFIG } from '../debug-session-config.token.js';
import { PublishSession } from './publish-session.js';
import { RunSession } from './run-session.js';
import { sessionDuration, sessionsEnded, sessionWait } from './session-metrics.js';
import { sessionWithoutVisit } from './session-result.js';
import { Turns } from './turns.js';

/**
 * Takes requests for sessions off their stream, as many at a time as there may be browsers; acknowledges one when all
 * that it brought is published.
 *
 * | what happens | and then |
 * |---|---|
 * | the service dies while a browser runs | the request is another's after 10 s; the browser is ended at the next start |
 * | it dies between two chunks | the session runs again under another run id; the first run's events are dropped |
 * | it dies between the summary and the ack | it runs again; the second summary changes nothing |
 * | it is stopped | its browsers are killed at once and the requests handed back |
 * | NATS is away | files and messages cannot be stored: the session runs again when it is back |
 * | no worker took the request for 10 minutes | it is recorded as expired, not run |
 * | the monitor's secrets are sealed under another key | it is recorded as failed, with what to do; nothing is tried again |
 */
@Injectable()
export class DebugRunConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stopping = new AbortController();
  /** Both versions of the message share the browsers. */
  readonly #browsers: Turns;

  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(DEBUG_SESSION_CONFIG) private readonly config: DebugSessionConfig,
    @Inject(RunSession) private readonly runSession: RunSession,
    @Inject(PublishSession) private readonly publishSession: PublishSession,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#browsers = new Turns(config.DEBUG_CONCURRENCY);
  }

  async onApplicationBootstrap(): Promise<void> {
    const concurrency = this.config.DEBUG_CONCURRENCY;
    await this.consumers.consume(debugRunV1, { durable: 'debug-session', concurrency }, (request) =>
      this.#browsers.take(() => this.#handle({ ...request, spec: probeSpecFromV1(request.spec) })),
    );
    await this.consumers.consume(debugRunV2, { durable: 'debug-session_v2', concurrency }, (request) =>
      this.#browsers.take(() => this.#handle(request)),
    );
  }

  /** Stopping the service does not wait for a browser to finish. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  async #handle(request: DebugRunV2): Promise<void> {
    const waitedMs = Date.now() - Date.parse(request.requestedAt);
    sessionWait.observe(Math.max(0, waitedMs) / 1_000);
    const isExpired = waitedMs > DEBUG_SESSION_EXPIRES_AFTER_MS;
    const startedMs = performance.now();
    const result = isExpired
      ? sessionWithoutVisit('expired', 'No browser was free for it within 10 minutes')
      : await this.runSession.run(request, this.#stopping.signal);
    await this.publishSession.run(request, result);
    const { ending, diagnosis } = result.summary;
    sessionsEnded.inc({ ending, moment: request.moment });
    if (!isExpired) sessionDuration.observe((performance.now() - startedMs) / 1_000);
    const { sessionId, monitorId } = request;
    this.logger.info({ sessionId, monitorId, ending, category: diagnosis?.category }, 'a debug session ended');
  }
}
