import { Injectable } from '@nestjs/common';
import type { SystemStatus } from '@wakeful/contracts';
import { type PartitionedTable, partitionSizes, rowsOf, sizeAndBeginning } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { forecastSize } from './forecast-size.js';

type Growth = SystemStatus['database'];

/** Sizes come from the file system, one file at a time, so they are cached for all readers. */
const FRESH_MS = 60_000;

/** null as soon as one of them is. */
const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);

/** How large the database is, how fast it grows, and how large it will be. */
@Injectable()
export class DatabaseGrowth {
  #known: { growth: Growth; atMs: number } | null = null;

  constructor(private readonly context: GatewayContext) {}

  async read(nowMs = Date.now()): Promise<Growth> {
    if (this.#known && nowMs - this.#known.atMs < FRESH_MS) return this.#known.growth;
    const growth = await this.measure(nowMs);
    this.#known = { growth, atMs: nowMs };
    return growth;
  }

  async measure(nowMs: number): Promise<Growth> {
    const { database } = this.context;
    const [size] = await rowsOf(database, sizeAndBeginning);
    const { sizeBytes = 0, since: sinceMs = null } = size ?? {};
    const partitions = await partitionSizes(database);
    const { checksDays, rollupsDays, debugDays } = this.context.retention;
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
