import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { checkRunV1, type CheckRunV2, checkRunV2, type DueCheck, probeSpecFromV1 } from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import {
  LOGGER,
  type Logger,
  remoteSpan,
  type Span,
  SpanKind,
  traceparentOf,
  within,
  workLag,
} from '@wakeful/platform';
import { CHECKER_CONFIG } from '../checker-config.token.js';
import type { CheckerConfig } from '../config.js';
import { checksExpired, probeStartLag } from './checker-metrics.js';
import { ResultBatcher } from './result-batcher.js';
import { RunCheck } from './run-check.js';
import { tracePhases } from './trace-phases.js';

const isDue = ({ scheduledAt, expiresAfterMs }: DueCheck): boolean =>
  Date.now() - Date.parse(scheduledAt) <= expiresAfterMs;

/** Takes bundles of due checks for this location, probes, and acknowledges a bundle when all its results are published. */
@Injectable()
export class DueChecksConsumer implements OnApplicationBootstrap {
  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(CHECKER_CONFIG) private readonly config: CheckerConfig,
    @Inject(RunCheck) private readonly runCheck: RunCheck,
    @Inject(ResultBatcher) private readonly batcher: ResultBatcher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const location = this.config.CHECKER_LOCATION;
    const options = {
      concurrency: this.config.CHECKER_CONCURRENCY,
      whenReady: () => this.runCheck.whenReady(),
    };
    // A scheduler sends what the release before understands as that release knows it.
    await this.consumers.consume(
      checkRunV1,
      { ...options, durable: `checker-${location}`, filterSubject: checkRunV1.filter.replace('*', location) },
      ({ checks }) =>
        this.#runBundle({ location, checks: checks.map((due) => ({ ...due, spec: probeSpecFromV1(due.spec) })) }),
    );
    // No location has an underscore, so this is never the name of another location's consumer.
    await this.consumers.consume(
      checkRunV2,
      { ...options, durable: `checker-${location}_v2`, filterSubject: checkRunV2.filter.replace('*', location) },
      (bundle) => this.#runBundle(bundle),
    );
  }

  async #runBundle({ checks, location }: CheckRunV2): Promise<void> {
    const endings = await Promise.allSettled(checks.map((check) => this.#run(check, location)));
    const failed = endings.find((ending) => ending.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #run(check: DueCheck, location: string): Promise<void> {
    const { monitorId } = check;
    if (!isDue(check)) {
      checksExpired.inc();
      return;
    }
    const span = remoteSpan('check probe', check.traceparent, {
      kind: SpanKind.CLIENT,
      attributes: { 'wakeful.monitor.id': monitorId, 'wakeful.location': location },
    });
    await within(span, () => this.#probe(check, location, span)).finally(() => span.end());
  }

  async #probe(check: DueCheck, location: string, span: Span): Promise<void> {
    const { monitorId, scheduledAt, trigger, spec } = check;
    const ended = await this.runCheck.run(spec, () => isDue(check));
    if (!ended) {
      checksExpired.inc();
      return;
    }
    const { startedMs, outcome } = ended;
    tracePhases(span, startedMs, outcome);
    const lagSeconds = Math.max(0, startedMs - Date.parse(scheduledAt)) / 1000;
    probeStartLag.observe(lagSeconds);
    workLag.observe(lagSeconds);
    const startedAt = new Date(startedMs).toISOString();
    this.logger.debug(
      { monitorId, checkId: `${monitorId}/${scheduledAt}/${location}`, status: outcome.status },
      'checked',
    );
    const traceparent = traceparentOf(span);
    const traced = traceparent === undefined ? {} : { traceparent };
    await this.batcher.publish({ monitorId, scheduledAt, trigger, location, startedAt, ...outcome, ...traced });
  }
}
