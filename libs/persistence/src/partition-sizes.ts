import { boundSql, type PartitionedTable } from './partitions.js';
import { bool, number, textOf, timeMs } from './sql/column-types.js';
import { type Queryable, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

/** How large one partition is, with its indexes. */
export interface PartitionSize {
  readonly table: PartitionedTable;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly bytes: number;
  /** Partitions are made ahead: those have bytes too. */
  readonly hasRows: boolean;
}

const sizes = statement(
  { table: textOf<PartitionedTable>(), fromMs: timeMs, untilMs: timeMs, bytes: number, hasRows: bool },
  {},
  `SELECT parent.relname AS table, ${boundSql('FROM')} AS from_ms, ${boundSql('TO')} AS until_ms,
          pg_total_relation_size(child.oid) AS bytes, pg_relation_size(child.oid) > 0 AS has_rows
     FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
    WHERE parent.oid = ANY ('{checks,check_rollups,network_events}'::regclass[]) AND child.relkind = 'r'`,
);

/** All partitions as large as they are now; asks the file system, and reads no rows. */
export const partitionSizes = (source: Queryable): Promise<PartitionSize[]> => rowsOf(source, sizes);
