import { Injectable } from '@nestjs/common';
import type { ListStatusPagesQuery, Page, StatusUpdateResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { GetPage } from './get-page.js';
import { updateResponsesOf, type UpdateRow, updateSelect } from './read-updates.js';

/** The updates of a page, those that began last first. */
@Injectable()
export class ListUpdates {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getPage: GetPage,
  ) {}

  /** @throws StatusPageNotFoundError */
  async execute(pageId: string, { page, pageSize }: ListStatusPagesQuery): Promise<Page<StatusUpdateResponse>> {
    const { manager } = this.dataSource;
    await this.getPage.execute(pageId, manager);
    const rows = await manager.query<UpdateRow[]>(
      `${updateSelect} WHERE page_id = $1 ORDER BY starts_at DESC, id LIMIT $2 OFFSET $3`,
      [pageId, pageSize, (page - 1) * pageSize],
    );
    const [count] = await manager.query<{ total: number }[]>(
      'SELECT count(*)::int AS total FROM status_updates WHERE page_id = $1',
      [pageId],
    );
    return { items: await updateResponsesOf(manager, rows), total: count?.total ?? 0, page, pageSize };
  }
}
