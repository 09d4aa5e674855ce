import type { MessageContract, MessageOf } from '@wakeful/contracts';
import { bigId, bigIds, json, number, text, texts } from './sql/column-types.js';
import { rowSet } from './sql/row-set.js';
import { changesOf, type Queryable } from './sql/run-statement.js';
import { changeStatement, statement } from './sql/statement.js';

/** A message that is written in the transaction of the change it reports, and published after its commit. */
export interface OutboxMessage {
  /** {@link outboxNameOf} its contract. */
  message: string;
  payload: unknown;
}

/** How an outbox names a contract: a first version by its name alone, as ever. */
export const outboxNameOf = ({ name, version }: MessageContract): string =>
  version === 1 ? name : `${name}.v${version}`;

/** Makes an outbox message, with the payload checked against the contract by the compiler. */
export const outboxMessage = <Contract extends MessageContract>(
  contract: Contract,
  payload: MessageOf<Contract>,
): OutboxMessage => ({ message: outboxNameOf(contract), payload });

/** Locks rows that are to be published, in order, but for messages and rows that have to wait. */
export const claimOutbox = statement(
  { id: bigId, message: text, payload: json<unknown>() },
  { heldMessages: texts, heldIds: bigIds, limit: number },
  `SELECT id, message, payload FROM outbox
    WHERE NOT message = ANY ($heldMessages) AND NOT id = ANY ($heldIds) ORDER BY id LIMIT $limit FOR UPDATE SKIP LOCKED`,
);
export const deleteFromOutbox = changeStatement({ ids: bigIds }, 'DELETE FROM outbox WHERE id = ANY ($ids)');

const insertMessages = changeStatement(
  { messages: rowSet({ message: text, payload: json<unknown>() }) },
  'INSERT INTO outbox (message, payload) SELECT message, payload FROM $messages ORDER BY position',
);

/** Writes messages to the outbox, in order. */
export async function writeOutbox(transaction: Queryable, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length > 0) await changesOf(transaction, insertMessages, { messages });
}
