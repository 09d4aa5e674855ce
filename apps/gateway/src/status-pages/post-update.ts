import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateStatusUpdate, StatusUpdateResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { GetPage } from './get-page.js';
import { GetUpdate } from './get-update.js';
import { endOf, writeAffected, writeMessage } from './read-updates.js';

/** Posts an update on a page, with its first message. */
@Injectable()
export class PostUpdate {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getPage: GetPage,
    private readonly getUpdate: GetUpdate,
  ) {}

  /** @throws InvalidRequestError, StatusPageNotFoundError */
  async execute(pageId: string, input: CreateStatusUpdate): Promise<StatusUpdateResponse> {
    const id = randomUUID();
    const startsAt = new Date(input.startsAt ?? Date.now());
    return transact(this.dataSource, async (manager) => {
      await this.getPage.execute(pageId, manager);
      await assertMonitorsExist(manager, input.monitorIds);
      await manager.query(
        'INSERT INTO status_updates (id, page_id, title, state, starts_at, resolved_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [id, pageId, input.title, input.state, startsAt, endOf(input.state, input.resolvedAt)],
      );
      await writeAffected(manager, id, input.monitorIds);
      await writeMessage(manager, id, input.state, input.body);
      return this.getUpdate.execute(pageId, id, manager);
    });
  }
}
