import { Injectable } from '@nestjs/common';
import { DAY_MS, HOUR_MS, type SystemStatus } from '@wakeful/contracts';
import {
  databaseNowMs,
  type PartitionedTable,
  type PartitionSize,
  partitionSizes,
  rowsOf,
  sizeAndBeginning,
} from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';

/** Partitions that reach into these days are measured: long enough for a week with its weekend. */
const MEASURED_DAYS = 7;
/** After less than this there is little to go by: hours are summed up only when they are over. */
const MIN_MEASURED_MS = 6 * HOUR_MS;

interface TableForecast {
  /** As large as it is now, with its indexes. */
  readonly sizeBytes: number;
  /** By which it grew in the last days; null: it is too young to say. */
  readonly bytesPerDay: number | null;
  readonly retentionDays: number;
  /** How large it is when the oldest of it is as old as it may become, if it keeps growing at this rate. */
  readonly forecastBytes: number | null;
}

/**
 * What the partitions of one table say of its size in the future. They are as large as they are from the beginning of
 * their time, or from when Wakeful was set up, until now or their end.
 */
export function forecastSize(
  partitions: readonly PartitionSize[],
  retentionDays: number,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): TableForecast {
  const sizeBytes = partitions.reduce((sum, { bytes }) => sum + bytes, 0);
  const newest = partitions.filter(({ fromMs, untilMs }) => fromMs < nowMs && untilMs > nowMs - MEASURED_DAYS * DAY_MS);
  const fromMs = Math.max(sinceMs, Math.min(nowMs, ...newest.map((one) => one.fromMs)));
  const measuredMs = nowMs - fromMs;
  if (measuredMs < MIN_MEASURED_MS) return { sizeBytes, bytesPerDay: null, retentionDays, forecastBytes: null };
  const grownBytes = newest.filter(({ hasRows }) => hasRows).reduce((sum, { bytes }) => sum + bytes, 0);
  const bytesPerDay = Math.round((grownBytes / measuredMs) * DAY_MS);
  return { sizeBytes, bytesPerDay, retentionDays, forecastBytes: bytesPerDay * retentionDays };
}

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

  async read(): Promise<Growth> {
    const atMs = performance.now();
    if (this.#known && atMs - this.#known.atMs < FRESH_MS) return this.#known.growth;
    const growth = await this.measure(await databaseNowMs(this.context.database));
    this.#known = { growth, atMs };
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
