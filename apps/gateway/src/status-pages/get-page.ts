import { Injectable } from '@nestjs/common';
import type { StatusPageResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { type PageRow, pageResponsesOf, pageSelect } from './read-pages.js';
import { StatusPageNotFoundError } from './status-pages.errors.js';

/** One status page. */
@Injectable()
export class GetPage {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws StatusPageNotFoundError */
  async execute(id: string, manager = this.dataSource.manager): Promise<StatusPageResponse> {
    const rows = await manager.query<PageRow[]>(`${pageSelect} WHERE id = $1`, [id]);
    const [page] = await pageResponsesOf(manager, rows);
    if (!page) throw new StatusPageNotFoundError(id);
    return page;
  }
}
