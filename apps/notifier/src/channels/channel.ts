import type { ChannelType, SettingsOf } from '@wakeful/contracts';
import type { ProbeNet } from '@wakeful/probing';
import type { SendDeadline } from './send-deadline.js';
import type { AlertMessage } from '../messages/alert-message.js';

/** What a receiver answered when it took a message. */
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

/** A receiver did not take a message, or could not be asked. The message of the error is a sentence for a person. */
export class DeliveryError extends Error {
  readonly code = 'DELIVERY_FAILED';
  readonly status: number | null;
  /** Whether the receiver refused it for a reason that time does not heal, such as an address that is gone. */
  readonly isRefused: boolean;
  /** How long the receiver asked to be left alone; one hour is the most that is granted. */
  readonly retryAfterMs: number | null;
  /** Of several recipients, those that have taken it by now. */
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
  /** Of several recipients, those that have taken the message already. */
  readonly reached: readonly string[];
  /** By what name to greet mail servers. */
  readonly ehloName: string;
}

/** A kind of receiver. Adding one: its settings in libs/contracts, and a folder here with its line in registry.ts. */
export interface Channel<Type extends ChannelType> {
  /** Whether the receiver keeps incidents, which are opened and closed, in the place of single messages. */
  readonly hasIncidents: boolean;
  /** How long a try may take, if not as long as usual; `send` may allow itself more. */
  readonly timeoutMs?: number;
  /** @throws DeliveryError, or what the network throws */
  send(message: AlertMessage, settings: SettingsOf<Type>, network: Network): Promise<Receipt>;
}
