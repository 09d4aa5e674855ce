import { Inject, Injectable } from '@nestjs/common';
import type { Check } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { checkColumns, checkOf, type CheckRow, readLocations, readMonitorKey } from './check-rows.js';

/** So many checks per location are looked at: a location that none of them came from is not heard of any more. */
const CHECKS_PER_LOCATION = 100;

/** The newest check of a monitor from each location. */
@Injectable()
export class LatestChecks {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError */
  async execute(monitorId: string): Promise<{ items: Check[] }> {
    const [monitor, locations] = await Promise.all([
      readMonitorKey(this.dataSource, monitorId),
      readLocations(this.dataSource),
    ]);
    const rows = await this.dataSource.query<CheckRow[]>(
      `SELECT DISTINCT ON (location_id) ${checkColumns}
         FROM (SELECT * FROM checks WHERE monitor_key = $1
               ORDER BY scheduled_at DESC, location_id DESC LIMIT $2) newest
        ORDER BY location_id, scheduled_at DESC`,
      [monitor.key, monitor.locations * CHECKS_PER_LOCATION],
    );
    const items = rows.map((row) => checkOf(row, locations));
    return { items: items.sort((a, b) => a.location.localeCompare(b.location)) };
  }
}
