import { Inject, Injectable } from '@nestjs/common';
import type { CheckResult } from '@wakeful/contracts';
import { DayPartitions } from './day-partitions.js';
import { Locations } from './locations.js';
import { checksDropped } from './recording-metrics.js';
import type { KeyedResult } from './store-checks.js';

/** Leaves out what lies outside the time that is kept, and looks up the numbers of the locations. */
@Injectable()
export class AdmitResults {
  constructor(
    @Inject(Locations) private readonly locations: Locations,
    @Inject(DayPartitions) private readonly dayPartitions: DayPartitions,
  ) {}

  /** @param nowMs by the database's clock */
  async execute(results: readonly CheckResult[], nowMs: number): Promise<KeyedResult[]> {
    const rows: KeyedResult[] = [];
    for (const result of results) {
      const slotMs = Date.parse(result.scheduledAt);
      if (!(await this.dayPartitions.accepts(slotMs, nowMs))) {
        checksDropped.inc({ why: 'outside the retention' });
        continue;
      }
      const locationId = await this.locations.idOf(result.location);
      rows.push({ result, monitorKey: 0, locationId, slotMs, startedMs: Date.parse(result.startedAt) });
    }
    return rows;
  }
}
