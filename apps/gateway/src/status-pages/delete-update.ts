import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { type UpdateRow, updateSelect } from './read-updates.js';
import { StatusUpdateNotFoundError } from './status-pages.errors.js';

/** Takes an update off its page. */
@Injectable()
export class DeleteUpdate {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws StatusUpdateNotFoundError, VersionMismatchError */
  async execute(pageId: string, id: string, ifMatch?: string): Promise<void> {
    await transact(this.dataSource, async (manager) => {
      const [row] = await manager.query<UpdateRow[]>(`${updateSelect} WHERE id = $1 AND page_id = $2 FOR UPDATE`, [
        id,
        pageId,
      ]);
      if (!row) throw new StatusUpdateNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await manager.query('DELETE FROM status_updates WHERE id = $1', [id]);
    });
  }
}
