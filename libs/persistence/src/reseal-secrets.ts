import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import type { DataSource } from 'typeorm';
import { type SealedColumn, sealedColumns } from './sealed-columns.js';

const BATCH_SIZE = 500;
const START = '';

export interface ResealReport {
  /** As in `monitors.sealed_secrets`. */
  column: string;
  resealed: number;
  /** Keys of the rows whose secret no key of the list opens. */
  unopened: string[];
}

interface SealedRow {
  id: string;
  sealed: string;
}

/**
 * Seals every stored secret under the newest key, batch by batch, while the services keep running. Whatever they change
 * meanwhile is sealed under the newest key already and is left alone. It may be ended and begun again at any time.
 */
export async function resealSecrets(
  dataSource: DataSource,
  box: SecretBox,
  columns: readonly SealedColumn[] = sealedColumns,
): Promise<ResealReport[]> {
  const reports: ResealReport[] = [];
  for (const column of columns) reports.push(await resealColumn(dataSource, box, column));
  return reports;
}

async function resealColumn(dataSource: DataSource, box: SecretBox, sealed: SealedColumn): Promise<ResealReport> {
  const report: ResealReport = { column: `${sealed.table}.${sealed.column}`, resealed: 0, unopened: [] };
  for (let after = START; ;) {
    const rows = await olderThan(dataSource, box.newestPrefix, sealed, after);
    for (const row of rows) await resealRow(dataSource, box, sealed, row, report);
    const last = rows.at(-1);
    if (!last) return report;
    after = last.id;
  }
}

/** Rows that another key sealed, in the order of their keys. */
function olderThan(dataSource: DataSource, prefix: string, sealed: SealedColumn, after: string): Promise<SealedRow[]> {
  const { table, key, column } = sealed;
  return dataSource.query<SealedRow[]>(
    `SELECT ${key}::text AS id, ${column} AS sealed FROM ${table}
      WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, $1) AND ${key}::text COLLATE "C" > $2
      ORDER BY ${key}::text COLLATE "C" LIMIT ${BATCH_SIZE}`,
    [prefix, after],
  );
}

/** Only if it is still what was read: it may have been changed in between. */
async function resealRow(
  dataSource: DataSource,
  box: SecretBox,
  { table, key, column }: SealedColumn,
  { id, sealed }: SealedRow,
  report: ResealReport,
): Promise<void> {
  try {
    const resealed = box.seal(box.open(sealed));
    await dataSource.query(`UPDATE ${table} SET ${column} = $3 WHERE ${key}::text = $1 AND ${column} = $2`, [
      id,
      sealed,
      resealed,
    ]);
    report.resealed += 1;
  } catch (error) {
    if (!(error instanceof SealedSecretError)) throw error;
    report.unopened.push(id);
  }
}
