import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidMessageError, MessageBus, StreamFullError } from '@wakeful/messaging';
import { LOGGER, type Logger, rootSpan, type Span, SpanKind, traceparentOf } from '@wakeful/platform';
import { type Bundle, bundleChecks } from './bundle-checks.js';
import type { ClaimedSlot } from './claimed-slot.js';
import { bundleSize, checksShed } from './schedule-metrics.js';

/** The same checks give the same id, so that a bundle that is published again after a crash is dropped by the stream. */
function bundleIdOf({ message: { location, checks } }: Bundle): string {
  const hash = createHash('sha256').update(location);
  for (const check of checks) hash.update(check.monitorId).update(check.scheduledAt);
  return hash.digest('base64url');
}

/** The same checks, each in a bundle of its own. */
function singles({ contract, message }: Bundle): Bundle[] {
  const { location, checks } = message;
  return checks.map((check) => ({ contract, message: { location, checks: [check] } }) as Bundle);
}

/** One check is one trace, from here over a checker to a recorder. A bundle holds many, so each check carries its own. */
function beginTrace(slot: ClaimedSlot): { span: Span; slot: ClaimedSlot } {
  const { monitorId, scheduledAt, trigger } = slot.check;
  const span = rootSpan('check publish', {
    kind: SpanKind.PRODUCER,
    attributes: { 'wakeful.monitor.id': monitorId, 'wakeful.scheduled_at': scheduledAt, 'wakeful.trigger': trigger },
  });
  const traceparent = traceparentOf(span);
  return { span, slot: traceparent === undefined ? slot : { ...slot, check: { ...slot.check, traceparent } } };
}

/** Publishes due checks as bundles for the checkers of their locations. */
@Injectable()
export class DueCheckPublisher {
  constructor(
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Resolves when the stream has acknowledged every bundle.
   * @returns how many checks the stream refused because their location's queue is full: those slots become gaps
   */
  async publish(slots: readonly ClaimedSlot[]): Promise<number> {
    const traced = slots.map(beginTrace);
    const bundles = bundleChecks(traced.map(({ slot }) => slot));
    try {
      const shed = await Promise.all(bundles.map((bundle) => this.#publishBundle(bundle)));
      return shed.reduce((sum, count) => sum + count, 0);
    } finally {
      for (const { span } of traced) span.end();
    }
  }

  async #publishBundle(bundle: Bundle): Promise<number> {
    const { location, checks } = bundle.message;
    try {
      await this.bus.publish(bundle.contract, bundle.message, bundleIdOf(bundle));
      bundleSize.observe(checks.length);
      return 0;
    } catch (error) {
      if (error instanceof InvalidMessageError) return this.#publishSingly(bundle, error);
      if (!(error instanceof StreamFullError)) throw error;
      checksShed.inc({ location }, checks.length);
      return checks.length;
    }
  }

  /** One check that cannot be sent, as one with a body beyond the server's limit, must not hold up the others. */
  async #publishSingly(bundle: Bundle, error: InvalidMessageError): Promise<number> {
    const { location, checks } = bundle.message;
    const [only, ...others] = checks;
    if (only && others.length === 0) {
      this.logger.error(
        { err: error, monitorId: only.monitorId },
        'a check cannot be sent to the checkers: its slot is a gap',
      );
      checksShed.inc({ location });
      return 0;
    }
    const shed = await Promise.all(singles(bundle).map((single) => this.#publishBundle(single)));
    return shed.reduce((sum, count) => sum + count, 0);
  }
}
