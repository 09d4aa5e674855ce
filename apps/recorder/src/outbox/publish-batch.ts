import { type MessageContract, messageContracts } from '@wakeful/contracts';
import { InvalidMessageError, isNatsAway, type MessageBus, StreamFullError } from '@wakeful/messaging';
import { changesOf, claimOutbox, deleteFromOutbox, outboxNameOf, type RowsOf, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

export type OutboxRow = RowsOf<typeof claimOutbox>[number];

/**
 * What became of one row: `published`; `dropped`, as it can never be published or may be left out; `refused`, it alone;
 * `stuck`, as its stream takes nothing now.
 */
export interface RowOutcome {
  readonly row: OutboxRow;
  readonly stream: string;
  readonly result: 'published' | 'dropped' | 'refused' | 'stuck';
  readonly error?: unknown;
}

const contractOf = (message: string): MessageContract | undefined =>
  messageContracts.find((candidate) => outboxNameOf(candidate) === message);

/** The names of the messages that go to one of these streams. */
const messagesOf = (streams: readonly string[]): string[] =>
  messageContracts.flatMap((contract) =>
    contract.stream !== null && streams.includes(contract.stream) ? [outboxNameOf(contract)] : [],
  );

/**
 * Publishes rows of the outbox, each for itself, and deletes those that its stream acknowledged; the others stay. To be called
 * in a transaction. A crash before its commit publishes a row again under the same message id, which the stream drops.
 * @param held streams and rows that must wait
 */
export async function publishBatch(
  manager: EntityManager,
  bus: MessageBus,
  held: { streams: readonly string[]; ids: readonly string[] },
  maxRows: number,
): Promise<RowOutcome[]> {
  const rows = await rowsOf(manager, claimOutbox, {
    heldMessages: messagesOf(held.streams),
    heldIds: held.ids,
    limit: maxRows,
  });
  const outcomes = await Promise.all(rows.map((row) => publish(bus, row)));
  const done = outcomes.filter(({ result }) => result === 'published' || result === 'dropped');
  if (done.length > 0) await changesOf(manager, deleteFromOutbox, { ids: done.map(({ row }) => row.id) });
  return outcomes;
}

async function publish(bus: MessageBus, row: OutboxRow): Promise<RowOutcome> {
  const contract = contractOf(row.message);
  const about = { row, stream: contract?.stream ?? 'none' };
  try {
    if (!contract) throw new InvalidMessageError(row.message, 'no such message');
    await bus.publish(contract, row.payload, `outbox:${row.id}`);
    return { ...about, result: 'published' };
  } catch (error) {
    return { ...about, result: resultOf(error, about.stream), error };
  }
}

function resultOf(error: unknown, stream: string): RowOutcome['result'] {
  if (error instanceof InvalidMessageError) return 'dropped';
  // A browser's visit is worth something while the outage is young; it is not worth a queue.
  if (error instanceof StreamFullError) return stream === 'DEBUG' ? 'dropped' : 'stuck';
  return isNatsAway(error) ? 'stuck' : 'refused';
}
