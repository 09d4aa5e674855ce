import { connectToNats, DeadLetterBox, natsOptionsOf } from '@wakeful/messaging';
import { ConfigError } from '@wakeful/platform';
import { readDeadLettersConfig } from './config.js';

/**
 * A command of an operator, for when there is no gateway to ask: `dead-letters.js list`, `retry <id>… | all`,
 * `drop <id>… | all`.
 */
const [verb = 'list', ...named] = process.argv.slice(2);
const MAX_LISTED = 10_000;

try {
  const connection = await connectToNats(natsOptionsOf(readDeadLettersConfig(), 'gateway'));
  try {
    const box = new DeadLetterBox(connection);
    const { letters, total } = await box.list(MAX_LISTED);
    const ids = named.includes('all') ? letters.map(({ id }) => id).toReversed() : named.map(Number);
    if (verb === 'list') {
      console.log(`${total} dead letters`);
      for (const { id, at, subject, consumer, reason, bytes } of letters)
        console.log(`${id}\t${at}\t${subject}\t${consumer}\t${bytes} bytes\t${reason}`);
    } else if ((verb !== 'retry' && verb !== 'drop') || ids.length === 0 || !ids.every(Number.isSafeInteger)) {
      console.error('Usage: list | retry <id>… | retry all | drop <id>… | drop all');
      process.exitCode = 2;
    } else {
      for (const id of ids) {
        const isDone = await box[verb](id);
        console.log(isDone ? `${id}: ${verb === 'retry' ? 'put back' : 'dropped'}` : `${id}: not found`);
        if (!isDone) process.exitCode = 1;
      }
    }
  } finally {
    await connection.close();
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : `Dead letters: ${(error as Error).message}`);
  process.exitCode = 1;
}
