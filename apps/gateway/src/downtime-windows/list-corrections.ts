import { Injectable } from '@nestjs/common';
import type { DowntimeCorrection, ListCorrectionsQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';

type CorrectionRow = Omit<DowntimeCorrection, 'correctedAt'> & { correctedAt: Date };

/** One page of what late results corrected of a monitor's downtime windows, newest first. */
@Injectable()
export class ListCorrections {
  constructor(private readonly dataSource: DataSource) {}

  async execute(monitorId: string, { page, pageSize }: ListCorrectionsQuery): Promise<Page<DowntimeCorrection>> {
    const rows = await this.dataSource.query<CorrectionRow[]>(
      `SELECT window_id AS "windowId", corrected_at AS "correctedAt", kind, before, after
         FROM downtime_corrections WHERE monitor_id = $1 ORDER BY corrected_at DESC, id DESC LIMIT $2 OFFSET $3`,
      [monitorId, pageSize, (page - 1) * pageSize],
    );
    const [count] = await this.dataSource.query<{ total: number }[]>(
      'SELECT count(*)::int AS total FROM downtime_corrections WHERE monitor_id = $1',
      [monitorId],
    );
    const items = rows.map((row) => ({ ...row, correctedAt: row.correctedAt.toISOString() }));
    return { items, total: count?.total ?? 0, page, pageSize };
  }
}
