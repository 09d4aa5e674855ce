import { Injectable } from '@nestjs/common';
import type { ListStatusPagesQuery, Page, StatusPageResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { type PageRow, pageResponsesOf, pageSelect } from './read-pages.js';

/** Status pages by their titles. */
@Injectable()
export class ListPages {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page, pageSize }: ListStatusPagesQuery): Promise<Page<StatusPageResponse>> {
    const { manager } = this.dataSource;
    const rows = await manager.query<PageRow[]>(`${pageSelect} ORDER BY lower(title), id LIMIT $1 OFFSET $2`, [
      pageSize,
      (page - 1) * pageSize,
    ]);
    const [count] = await manager.query<{ total: number }[]>('SELECT count(*)::int AS total FROM status_pages');
    return { items: await pageResponsesOf(manager, rows), total: count?.total ?? 0, page, pageSize };
  }
}
