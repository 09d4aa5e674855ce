import type { DataSource } from 'typeorm';
import { bool } from './sql/column-types.js';
import { rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

const writability = statement(
  { isReadOnly: bool },
  {},
  `SELECT current_setting('transaction_read_only')::boolean AS is_read_only`,
);

/**
 * Asks whether the server answers and takes writes. A transaction is read-only on a standby, and on a primary that was
 * told to be (`default_transaction_read_only`), as around a failover.
 * @throws the driver's error when it does not answer, and an Error when it takes no writes
 */
export async function assertTakesWrites(dataSource: DataSource): Promise<void> {
  const [row] = await rowsOf(dataSource, writability);
  if (row?.isReadOnly) throw new Error('the database is read-only');
}
