import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type CheckRunV1, checkRunV1 } from '@wakeful/contracts';
import { MessageBus, StreamFullError } from '@wakeful/messaging';
import { bundleChecks } from './bundle-checks.js';
import type { ClaimedSlot } from './claimed-slot.js';
import { checksShed } from './schedule-metrics.js';

/** The same checks give the same id, so that a bundle that is published again after a crash is dropped by the stream. */
function bundleIdOf(bundle: CheckRunV1): string {
  const hash = createHash('sha256').update(bundle.location);
  for (const check of bundle.checks) hash.update(check.monitorId).update(check.scheduledAt);
  return hash.digest('base64url');
}

/** Publishes due checks as bundles for the checkers of their locations. */
@Injectable()
export class DueCheckPublisher {
  constructor(@Inject(MessageBus) private readonly bus: MessageBus) {}

  /**
   * Resolves when the stream has acknowledged every bundle.
   * @returns how many checks the stream refused because their location's queue is full: those slots become gaps
   */
  async publish(slots: readonly ClaimedSlot[]): Promise<number> {
    const shed = await Promise.all(bundleChecks(slots).map((bundle) => this.#publishBundle(bundle)));
    return shed.reduce((sum, count) => sum + count, 0);
  }

  async #publishBundle(bundle: CheckRunV1): Promise<number> {
    try {
      await this.bus.publish(checkRunV1, bundle, bundleIdOf(bundle));
      return 0;
    } catch (error) {
      if (!(error instanceof StreamFullError)) throw error;
      checksShed.inc({ location: bundle.location }, bundle.checks.length);
      return bundle.checks.length;
    }
  }
}
