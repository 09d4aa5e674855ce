import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { DueCheck } from '@wakeful/contracts';
import { InvalidMessageError, MessageBus, StreamFullError } from '@wakeful/messaging';
import { LOGGER, type Logger, rootSpan, type Span, SpanKind, traceparentOf } from '@wakeful/platform';
import { type Bundle, bundleChecks } from './bundle-checks.js';
import type { ClaimedSlot } from './claimed-slot.js';
import { bundleSize, checksShed } from './schedule-metrics.js';
import { ShedLog } from './shed-log.js';

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

const identityOf = (
  { monitorId, scheduledAt }: Pick<DueCheck, 'monitorId' | 'scheduledAt'>,
  location: string,
): string => `${monitorId} ${scheduledAt} ${location}`;

/** Leaves out of claimed slots what is in bundles already. */
function withoutBundled(slots: readonly ClaimedSlot[], bundles: readonly Bundle[]): ClaimedSlot[] {
  if (bundles.length === 0) return [...slots];
  const bundled = new Set(
    bundles.flatMap(({ message: { checks, location } }) => checks.map((check) => identityOf(check, location))),
  );
  return slots.flatMap((slot) => {
    const locations = slot.locations.filter((location) => !bundled.has(identityOf(slot.check, location)));
    return locations.length === 0 ? [] : [{ ...slot, locations }];
  });
}

/**
 * Publishes due checks as bundles for the checkers of their locations. A bundle keeps its company until its claim is
 * committed: what is claimed again because NATS or Postgres did not answer is published as the bundle that it was, and
 * so under the same id, although more is due by then. The stream drops it if it has it, and nothing is probed twice.
 */
@Injectable()
export class DueCheckPublisher {
  readonly #shedLog: ShedLog;
  #unsettled: readonly Bundle[] = [];

  constructor(
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#shedLog = new ShedLog(logger);
  }

  /**
   * Resolves when the stream has acknowledged every bundle.
   * @returns how many checks the stream refused because their location's queue is full: those slots become gaps
   */
  async publish(slots: readonly ClaimedSlot[]): Promise<number> {
    const due = new Set(slots.flatMap(({ check, locations }) => locations.map((one) => identityOf(check, one))));
    const again = this.#unsettled.filter(({ message: { checks, location } }) =>
      checks.some((check) => due.has(identityOf(check, location))),
    );
    const traced = withoutBundled(slots, again).map(beginTrace);
    this.#unsettled = [...again, ...bundleChecks(traced.map(({ slot }) => slot))];
    try {
      const shed = await Promise.all(this.#unsettled.map((bundle) => this.#publishBundle(bundle)));
      return shed.reduce((sum, count) => sum + count, 0);
    } finally {
      for (const { span } of traced) span.end();
    }
  }

  /** To be called when the claim of what was published is committed. */
  settle(): void {
    this.#unsettled = [];
  }

  async #publishBundle(bundle: Bundle): Promise<number> {
    const { location, checks } = bundle.message;
    try {
      await this.bus.publish(bundle.contract, bundle.message, bundleIdOf(bundle));
      this.#shedLog.notePublished(location);
      bundleSize.observe(checks.length);
      return 0;
    } catch (error) {
      if (error instanceof InvalidMessageError) return this.#publishSingly(bundle, error);
      if (!(error instanceof StreamFullError)) throw error;
      this.#shedLog.noteShed(location, error.message);
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
