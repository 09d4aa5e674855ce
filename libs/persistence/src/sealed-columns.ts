import { notNull, text } from './sql/column-types.js';
import { changeStatement, statement } from './sql/statement.js';

const BATCH_SIZE = 500;

/** A column that holds sealed texts or NULL, and the column that identifies its rows. */
const sealedColumn = (table: string, column: string, key = 'id') => ({
  /** As in `monitors.sealed_secrets`. */
  name: `${table}.${column}`,
  /** Rows that another key sealed, in the order of their ids. */
  sealedOtherwise: statement(
    { id: text, sealed: notNull(text) },
    { prefix: text, after: text },
    `SELECT ${key}::text AS id, ${column} AS sealed FROM ${table}
      WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, $prefix) AND ${key}::text COLLATE "C" > $after
      ORDER BY ${key}::text COLLATE "C" LIMIT ${BATCH_SIZE}`,
  ),
  /** Only if it is still what was read: it may have been changed in between. */
  replace: changeStatement(
    { id: text, sealed: text, resealed: text },
    `UPDATE ${table} SET ${column} = $resealed WHERE ${key}::text = $id AND ${column} = $sealed`,
  ),
});

export type SealedColumn = ReturnType<typeof sealedColumn>;

/** Every column that holds secrets. What is missing here is lost when an old key is taken out of SECRET_KEY. */
export const sealedColumns: readonly SealedColumn[] = [
  sealedColumn('monitors', 'sealed_secrets'),
  sealedColumn('notification_channels', 'sealed_settings'),
  sealedColumn('totp_factors', 'sealed_secret', 'user_id'),
];
