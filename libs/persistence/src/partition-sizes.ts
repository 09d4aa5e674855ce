import type { EntityManager } from 'typeorm';
import type { PartitionedTable } from './partitions.js';

/** How large one partition is, with its indexes. */
export interface PartitionSize {
  readonly table: PartitionedTable;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly bytes: number;
  /** Partitions are made ahead: those have bytes too. */
  readonly hasRows: boolean;
}

const boundMs = (word: 'FROM' | 'TO'): string =>
  `(extract(epoch FROM substring(pg_get_expr(child.relpartbound, child.oid)
     FROM $$${word} \\('([^']+)'\\)$$)::timestamptz) * 1000)::float8`;

/** All partitions as large as they are now; asks the file system, and reads no rows. */
export const partitionSizes = (manager: EntityManager): Promise<PartitionSize[]> =>
  manager.query<PartitionSize[]>(
    `SELECT parent.relname AS table, ${boundMs('FROM')} AS "fromMs", ${boundMs('TO')} AS "untilMs",
            pg_total_relation_size(child.oid)::float8 AS bytes, pg_relation_size(child.oid) > 0 AS "hasRows"
       FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
      WHERE parent.oid = ANY ('{checks,check_rollups,network_events}'::regclass[]) AND child.relkind = 'r'`,
  );
