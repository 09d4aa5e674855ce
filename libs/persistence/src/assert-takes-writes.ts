import type { DataSource } from 'typeorm';

/**
 * Asks whether the server answers and takes writes. A transaction is read-only on a standby, and on a primary that was
 * told to be (`default_transaction_read_only`), as around a failover.
 * @throws the driver's error when it does not answer, and an Error when it takes no writes
 */
export async function assertTakesWrites(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ isReadOnly: boolean }[]>(
    `SELECT current_setting('transaction_read_only')::boolean AS "isReadOnly"`,
  );
  if (row?.isReadOnly) throw new Error('the database is read-only');
}
