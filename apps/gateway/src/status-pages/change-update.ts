import { Injectable } from '@nestjs/common';
import type { StatusUpdateResponse, UpdateStatusUpdate } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { GetUpdate } from './get-update.js';
import { endOf, type UpdateRow, updateSelect, writeAffected, writeMessage } from './read-updates.js';
import { StatusUpdateNotFoundError } from './status-pages.errors.js';

/** Changes an update; a body goes to its history as one more message. */
@Injectable()
export class ChangeUpdate {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getUpdate: GetUpdate,
  ) {}

  /** @throws InvalidRequestError, StatusUpdateNotFoundError, VersionMismatchError */
  async execute(
    pageId: string,
    id: string,
    changes: UpdateStatusUpdate,
    ifMatch?: string,
  ): Promise<StatusUpdateResponse> {
    return transact(this.dataSource, async (manager) => {
      const [row] = await manager.query<UpdateRow[]>(
        `${updateSelect} WHERE id = $1 AND page_id = $2 FOR NO KEY UPDATE`,
        [id, pageId],
      );
      if (!row) throw new StatusUpdateNotFoundError(id);
      assertVersion(ifMatch, row.version);
      const { title = row.title, state = row.state, startsAt = row.startsAt, monitorIds, body } = changes;
      // Who takes an update up again after it was resolved means that it is not over.
      const isReopened = changes.state !== undefined && changes.state !== 'resolved' && row.state === 'resolved';
      const kept = isReopened ? null : (row.resolvedAt?.toISOString() ?? null);
      const resolvedAt = changes.resolvedAt === undefined ? kept : changes.resolvedAt;
      await manager.query(
        `UPDATE status_updates SET title = $2, state = $3, starts_at = $4, resolved_at = $5, version = version + 1,
                updated_at = now() WHERE id = $1`,
        [id, title, state, new Date(startsAt), endOf(state, resolvedAt)],
      );
      if (monitorIds) {
        await assertMonitorsExist(manager, monitorIds);
        await writeAffected(manager, id, monitorIds);
      }
      if (body !== undefined) await writeMessage(manager, id, state, body);
      return this.getUpdate.execute(pageId, id, manager);
    });
  }
}
