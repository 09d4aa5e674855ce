import type { Logger, OutageLog } from '@wakeful/platform';
import type { DeadLetters } from './dead-letters.js';
import type { Delivery } from './delivery.js';
import { DependencyUnavailableError, InvalidMessageError } from './errors.js';
import type { FailedMessages } from './failed-messages.js';
import { messagesSettled } from './message-metrics.js';

const REDELIVERY_DELAYS_MS = [2_000, 10_000, 60_000] as const;
const LAST_FAILURE = REDELIVERY_DELAYS_MS.length + 1;
/** While Postgres or NATS is away messages only wait, and not for long after it is back. */
const UNAVAILABLE_DELAY_MS = 2_000;

export interface SettlementOptions {
  /** Its durable name. */
  consumer: string;
  deadLetters: Pick<DeadLetters, 'keep'>;
  failures: FailedMessages;
  logger: Logger;
  outages: Pick<OutageLog, 'explains'>;
}

type Settleable = Pick<Delivery, 'ack' | 'nak' | 'term' | 'info' | 'subject' | 'data' | 'seq'>;

/**
 * Runs the work for a message and settles it: returned → ack; a dependency is away → again, however often; threw →
 * again after 2 s, 10 s, 60 s; not valid, or threw the fourth time → dead letter, and only when that is stored → term.
 * Deliveries that found a dependency away, or were not settled, are none of the four.
 */
export async function settle(
  message: Settleable,
  options: SettlementOptions,
  work: () => Promise<void>,
): Promise<void> {
  const { consumer, failures, logger, outages } = options;
  const { deliveryCount } = message.info;
  try {
    await work();
    failures.forget(message.seq);
    message.ack();
    messagesSettled.inc({ consumer, outcome: 'ack' });
    return;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const context = { err: error, consumer, subject: message.subject, deliveryCount };
    const isExplained = outages.explains(error);
    if (isExplained || error instanceof DependencyUnavailableError) {
      if (!isExplained) logger.warn(context, `${error.message}, trying again`);
      message.nak(UNAVAILABLE_DELAY_MS);
      messagesSettled.inc({ consumer, outcome: 'unavailable' });
      return;
    }
    const failed = failures.note(message.seq);
    const isHopeless = error instanceof InvalidMessageError || failed >= LAST_FAILURE;
    if (!isHopeless) {
      logger.warn(context, 'a message could not be handled, trying again');
      message.nak(REDELIVERY_DELAYS_MS[failed - 1]);
      messagesSettled.inc({ consumer, outcome: 'retry' });
      return;
    }
    await bury(message as Delivery, error, options);
  }
}

async function bury(message: Delivery, error: Error, options: SettlementOptions): Promise<void> {
  const { consumer, deadLetters, failures, logger } = options;
  try {
    await deadLetters.keep(message, consumer, error);
    failures.forget(message.seq);
    message.term();
    messagesSettled.inc({ consumer, outcome: 'dead_letter' });
    logger.error({ consumer, subject: message.subject, reason: error.message }, 'a message became a dead letter');
  } catch (failure) {
    logger.error({ err: failure, consumer }, 'a dead letter could not be stored, the message stays');
    message.nak(REDELIVERY_DELAYS_MS.at(-1));
  }
}
