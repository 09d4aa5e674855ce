import { Injectable } from '@nestjs/common';
import type { DowntimeWindowResponse } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFoundError } from '../http/request-error.js';
import { windowResponseOf, type WindowRow, windowSelect } from './read-windows.js';

/** One downtime window. */
@Injectable()
export class GetWindow {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws NotFoundError */
  async execute(id: string, source: DataSource | EntityManager = this.dataSource): Promise<DowntimeWindowResponse> {
    const [row] = await source.query<WindowRow[]>(`${windowSelect} WHERE w.id = $1`, [id]);
    if (!row) throw new NotFoundError('downtime window', id);
    return windowResponseOf(row);
  }
}
