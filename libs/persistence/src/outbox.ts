import type { MessageContract, MessageOf } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import { storableJson } from './storable-text.js';

/** A message that is written in the transaction of what it tells of, and published after its commit. */
export interface OutboxMessage {
  /** Name of the message's contract. */
  message: string;
  payload: unknown;
}

/** Makes an outbox message, with the payload checked against the contract by the compiler. */
export const outboxMessage = <Contract extends MessageContract>(
  contract: Contract,
  payload: MessageOf<Contract>,
): OutboxMessage => ({ message: contract.name, payload });

/** Writes messages to the outbox, in order. */
export async function writeOutbox(manager: EntityManager, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await manager.query(
    `INSERT INTO outbox (message, payload)
     SELECT message, payload FROM unnest($1::text[], $2::jsonb[]) WITH ORDINALITY AS m (message, payload, position)
      ORDER BY position`,
    [messages.map((one) => one.message), messages.map((one) => storableJson(one.payload))],
  );
}
