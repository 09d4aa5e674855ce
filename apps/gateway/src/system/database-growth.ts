import { Inject, Injectable } from '@nestjs/common';
import type { SystemStatus } from '@wakeful/contracts';
import { type PartitionedTable, partitionSizes, type Retention } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { RETENTION } from '../retention.module.js';
import { forecastSize } from './forecast-size.js';

type Growth = SystemStatus['database'];

/** Sizes come from the file system, one file after the other: not for every reader anew. */
const FRESH_MS = 60_000;

/** Before the first user and the first monitor there was nothing to store. */
const SIZE_AND_BEGINNING = `
  SELECT pg_database_size(current_database())::float8 AS "sizeBytes",
         (extract(epoch FROM least((SELECT min(created_at) FROM users), (SELECT min(created_at) FROM monitors))) * 1000)::float8 AS "sinceMs"`;

/** null as soon as one of them is. */
const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);

/** How large the database is, how fast it grows, and how large it will be. */
@Injectable()
export class DatabaseGrowth {
  #known: { growth: Growth; atMs: number } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(RETENTION) private readonly retention: Retention,
  ) {}

  async execute(nowMs = Date.now()): Promise<Growth> {
    if (this.#known && nowMs - this.#known.atMs < FRESH_MS) return this.#known.growth;
    const growth = await this.measure(nowMs);
    this.#known = { growth, atMs: nowMs };
    return growth;
  }

  async measure(nowMs: number): Promise<Growth> {
    const { manager } = this.dataSource;
    const [{ sizeBytes, sinceMs }] =
      await manager.query<[{ sizeBytes: number; sinceMs: number | null }]>(SIZE_AND_BEGINNING);
    const partitions = await partitionSizes(manager);
    const { checksDays, rollupsDays, debugDays } = this.retention;
    const days: [PartitionedTable, number][] = [
      ['checks', checksDays],
      ['check_rollups', rollupsDays],
      ['network_events', debugDays],
    ];
    const tables = days.map(([table, retentionDays]) => {
      const own = partitions.filter((partition) => partition.table === table);
      return { table, ...forecastSize(own, retentionDays, { sinceMs: sinceMs ?? nowMs, nowMs }) };
    });
    const otherBytes = sizeBytes - tables.reduce((sum, table) => sum + table.sizeBytes, 0);
    return {
      sizeBytes,
      bytesPerDay: sumOf(tables.map(({ bytesPerDay }) => bytesPerDay)),
      forecastBytes: sumOf([otherBytes, ...tables.map(({ forecastBytes }) => forecastBytes)]),
      tables,
      otherBytes,
    };
  }
}
