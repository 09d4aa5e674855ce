import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { type PageRow, pageSelect } from './read-pages.js';
import { StatusPageNotFoundError } from './status-pages.errors.js';

/** Removes a status page with its updates. */
@Injectable()
export class DeletePage {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws StatusPageNotFoundError, VersionMismatchError */
  async execute(id: string, ifMatch?: string): Promise<void> {
    await transact(this.dataSource, async (manager) => {
      const [row] = await manager.query<PageRow[]>(`${pageSelect} WHERE id = $1 FOR UPDATE`, [id]);
      if (!row) throw new StatusPageNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await manager.query('DELETE FROM status_pages WHERE id = $1', [id]);
    });
  }
}
