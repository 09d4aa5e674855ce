import type { ChannelType, SettingsOf } from '@wakeful/contracts';
import type { ProbeNet } from '@wakeful/probing';
import type { AlertMessage } from '../messages/alert-message.js';
import type { SendDeadline } from './send-deadline.js';

/** The receiver's response to an accepted message. */
export interface Receipt {
  readonly status: number | null;
  readonly answer: string;
}

const MAX_RETRY_AFTER_MS = 3_600_000;

interface DeliveryErrorOptions {
  readonly status?: number | null;
  readonly isRefused?: boolean;
  readonly retryAfterMs?: number | null;
  readonly reached?: readonly string[];
  readonly cause?: unknown;
}

/** A receiver rejected a message or could not be reached. The error message is a sentence for users. */
export class DeliveryError extends Error {
  readonly code = 'DELIVERY_FAILED';
  readonly status: number | null;
  /** Whether the rejection is permanent, such as for a deleted address. */
  readonly isRefused: boolean;
  /** The Retry-After of the receiver, at most one hour. */
  readonly retryAfterMs: number | null;
  /** The recipients that have accepted it so far. */
  readonly reached: readonly string[];

  constructor(message: string, options: DeliveryErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    const { retryAfterMs = null } = options;
    this.status = options.status ?? null;
    this.isRefused = options.isRefused ?? false;
    this.retryAfterMs = retryAfterMs === null ? null : Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
    this.reached = options.reached ?? [];
  }
}

/** How a channel reaches the network: only through the egress policy. */
export interface Network {
  readonly net: ProbeNet;
  readonly deadline: SendDeadline;
  /** The recipients that have already accepted the message. */
  readonly reached: readonly string[];
  /** The EHLO name for mail servers. */
  readonly ehloName: string;
}

/** A channel type. To add one: settings in libs/contracts, a folder here and a line in registry.ts. */
export interface Channel<Type extends ChannelType> {
  /** The timeout of an attempt, if not the default; `send` may extend it. */
  readonly timeoutMs?: number;
  /** @throws DeliveryError, or network errors */
  send(message: AlertMessage, settings: SettingsOf<Type>, network: Network): Promise<Receipt>;
}
