import { Injectable } from '@nestjs/common';
import type { Check } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { checkColumns, checkOf, type CheckRow, readLocations, readMonitorKey } from './check-rows.js';

/** The newest check of a monitor from each of its locations. */
@Injectable()
export class LatestChecks {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError */
  async execute(monitorId: string): Promise<{ items: Check[] }> {
    const [key, locations] = await Promise.all([
      readMonitorKey(this.dataSource, monitorId),
      readLocations(this.dataSource),
    ]);
    const rows = await this.dataSource.query<CheckRow[]>(
      `SELECT ${checkColumns}
         FROM monitors m JOIN locations l ON l.name = ANY (m.locations)
        CROSS JOIN LATERAL (SELECT * FROM checks c WHERE c.monitor_key = m.key AND c.location_id = l.id
                             ORDER BY c.scheduled_at DESC LIMIT 1) newest
        WHERE m.key = $1`,
      [key],
    );
    const items = rows.map((row) => checkOf(row, locations));
    return { items: items.sort((a, b) => a.location.localeCompare(b.location)) };
  }
}
