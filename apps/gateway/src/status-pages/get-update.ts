import { Injectable } from '@nestjs/common';
import type { StatusUpdateResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { updateResponsesOf, type UpdateRow, updateSelect } from './read-updates.js';
import { StatusUpdateNotFoundError } from './status-pages.errors.js';

/** One update with its history. */
@Injectable()
export class GetUpdate {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param pageId null: of whichever page
   * @throws StatusUpdateNotFoundError
   */
  async execute(pageId: string | null, id: string, manager = this.dataSource.manager): Promise<StatusUpdateResponse> {
    const rows = await manager.query<UpdateRow[]>(
      `${updateSelect} WHERE id = $1 AND ($2::uuid IS NULL OR page_id = $2)`,
      [id, pageId],
    );
    const [update] = await updateResponsesOf(manager, rows);
    if (!update) throw new StatusUpdateNotFoundError(id);
    return update;
  }
}
