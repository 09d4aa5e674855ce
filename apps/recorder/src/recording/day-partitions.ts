import { DAY_MS } from '@wakeful/contracts';
import { type DailyTable, ensureDayPartition } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';

/**
 * Knows for which days rows of a table can be stored. Partitions are made ahead by the retention job; this makes the one
 * that is still missing when something comes days late, after a long standstill.
 */
export class DayPartitions {
  readonly #days = new Set<number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly table: DailyTable,
    private readonly retentionDays: number,
  ) {}

  /**
   * False for a time beyond the retention or more than a day ahead: such a row is not kept.
   * @param nowMs by the database's clock, as the retention
   */
  async accepts(atMs: number, nowMs: number): Promise<boolean> {
    const today = Math.floor(nowMs / DAY_MS);
    const day = Math.floor(atMs / DAY_MS);
    if (day < today - this.retentionDays || day > today + 1) return false;
    if (!this.#days.has(day)) {
      await ensureDayPartition(this.dataSource, this.table, new Date(atMs));
      this.#days.add(day);
    }
    return true;
  }
}
