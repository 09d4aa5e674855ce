import { Injectable } from '@nestjs/common';
import type { DowntimeWindowResponse, UpdateDowntimeWindow } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { GetWindow } from './get-window.js';

/** Writes down what people found out about a downtime; everything else about it is measured, not written. */
@Injectable()
export class UpdateWindow {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getWindow: GetWindow,
  ) {}

  /** @throws NotFoundError */
  async execute(id: string, changes: UpdateDowntimeWindow): Promise<DowntimeWindowResponse> {
    const { rootCause, notes } = changes;
    return transact(this.dataSource, async (manager) => {
      await manager.query(
        `UPDATE downtime_windows SET
           root_cause = CASE WHEN $2 THEN $3 ELSE root_cause END,
           notes = CASE WHEN $4 THEN $5 ELSE notes END
         WHERE id = $1`,
        [id, rootCause !== undefined, rootCause ?? null, notes !== undefined, notes ?? null],
      );
      return this.getWindow.execute(id, manager);
    });
  }
}
