import type { ListStatusPagesQuery, Page, StatusUpdateResponse } from '@wakeful/contracts';
import { messagesOfUpdates, monitorsOfUpdates, rowsOf, StatusUpdateEntity } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { readStatusPage } from './read-status-pages.js';
import { StatusUpdateNotFoundError } from './status-pages.errors.js';

/**
 * The updates of a page, most recent first.
 * @throws StatusPageNotFoundError
 */
export async function listStatusUpdates(
  context: ReadContext,
  pageId: string,
  { page, pageSize }: ListStatusPagesQuery,
): Promise<Page<StatusUpdateResponse>> {
  await readStatusPage(context, pageId);
  const [rows, total] = await context.database.getRepository(StatusUpdateEntity).findAndCount({
    where: { pageId },
    order: { startsAt: 'DESC', id: 'ASC' },
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { items: await updateResponsesOf(context, rows), total, page, pageSize };
}

/**
 * One update with its history.
 * @param pageId null: any page
 * @throws StatusUpdateNotFoundError
 */
export async function readStatusUpdate(
  context: ReadContext,
  pageId: string | null,
  id: string,
): Promise<StatusUpdateResponse> {
  const where = pageId === null ? { id } : { id, pageId };
  const row = await context.database.getRepository(StatusUpdateEntity).findOneBy(where);
  const [update] = row ? await updateResponsesOf(context, [row]) : [];
  if (!update) throw new StatusUpdateNotFoundError(id);
  return update;
}

/** Updates as the API shows them, in the order given. */
export async function updateResponsesOf(
  { database }: ReadContext,
  rows: readonly StatusUpdateEntity[],
): Promise<StatusUpdateResponse[]> {
  const updateIds = rows.map(({ id }) => id);
  const messages = await rowsOf(database, messagesOfUpdates, { updateIds });
  const monitors = await rowsOf(database, monitorsOfUpdates, { updateIds });
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    state: row.state,
    startsAt: row.startsAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    monitorIds: monitors.filter(({ updateId }) => updateId === row.id).map(({ monitorId }) => monitorId),
    messages: messages
      .filter(({ updateId }) => updateId === row.id)
      .map(({ state, body, postedAt }) => ({ state, body, postedAt })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  }));
}
