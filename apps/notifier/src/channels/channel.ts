import type { ChannelType, SettingsOf } from '@wakeful/contracts';
import type { GuardedAgents, ProbeNet } from '@wakeful/probing';
import type { AlertMessage } from '../messages/alert-message.js';

/** What a receiver answered when it took a message. */
export interface Receipt {
  readonly status: number | null;
  readonly answer: string;
}

/** A receiver did not take a message, or could not be asked. The message of the error is a sentence for a person. */
export class DeliveryError extends Error {
  readonly code = 'DELIVERY_FAILED';
  readonly status: number | null;
  /** How long the receiver asked to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    options: { status?: number | null; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** How a channel reaches the network: only through the egress policy. */
export interface Network {
  readonly net: ProbeNet;
  readonly agents: GuardedAgents;
  readonly signal: AbortSignal;
}

/** A kind of receiver. Adding one: its settings in libs/contracts, and a folder here with its line in registry.ts. */
export interface Channel<Type extends ChannelType> {
  /** Whether the receiver keeps incidents, which are opened and closed, in the place of single messages. */
  readonly hasIncidents: boolean;
  /** @throws DeliveryError, or what the network throws */
  send(message: AlertMessage, settings: SettingsOf<Type>, network: Network): Promise<Receipt>;
}
