import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import type { DataSource } from 'typeorm';
import { type SealedColumn, sealedColumns } from './sealed-columns.js';
import { changesOf, rowsOf } from './sql/run-statement.js';

const START = '';

export interface ResealReport {
  /** As in `monitors.sealed_secrets`. */
  column: string;
  resealed: number;
  /** Keys of the rows whose secret no key of the list opens. */
  unopened: string[];
}

/**
 * Seals every stored secret under the newest key, batch by batch, while the services keep running. Whatever they change
 * meanwhile is sealed under the newest key already and is left alone. It may be ended and begun again at any time.
 */
export async function resealSecrets(dataSource: DataSource, box: SecretBox): Promise<ResealReport[]> {
  const reports: ResealReport[] = [];
  for (const column of sealedColumns) reports.push(await resealColumn(dataSource, box, column));
  return reports;
}

async function resealColumn(
  dataSource: DataSource,
  box: SecretBox,
  { name, sealedOtherwise, replace }: SealedColumn,
): Promise<ResealReport> {
  const report: ResealReport = { column: name, resealed: 0, unopened: [] };
  for (let after = START; ;) {
    const rows = await rowsOf(dataSource, sealedOtherwise, { prefix: box.newestPrefix, after });
    for (const row of rows) {
      try {
        await changesOf(dataSource, replace, { ...row, resealed: box.seal(box.open(row.sealed)) });
        report.resealed += 1;
      } catch (error) {
        if (!(error instanceof SealedSecretError)) throw error;
        report.unopened.push(row.id);
      }
    }
    const last = rows.at(-1);
    if (!last) return report;
    after = last.id;
  }
}
