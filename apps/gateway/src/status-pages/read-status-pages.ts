import type { ListStatusPagesQuery, Page, StatusPageGroup, StatusPageResponse } from '@wakeful/contracts';
import { membersOfPages, rowsOf, StatusPageEntity } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { StatusPageNotFoundError } from './status-pages.errors.js';

/** Status pages by title. */
export async function listStatusPages(
  context: ReadContext,
  { page, pageSize }: ListStatusPagesQuery,
): Promise<Page<StatusPageResponse>> {
  const [rows, total] = await context.database
    .getRepository(StatusPageEntity)
    .createQueryBuilder('page')
    .orderBy('lower(page.title)')
    .addOrderBy('page.id')
    .offset((page - 1) * pageSize)
    .limit(pageSize)
    .getManyAndCount();
  return { items: await responsesOf(context, rows), total, page, pageSize };
}

/** @throws StatusPageNotFoundError */
export async function readStatusPage(context: ReadContext, id: string): Promise<StatusPageResponse> {
  const row = await context.database.getRepository(StatusPageEntity).findOneBy({ id });
  const [page] = row ? await responsesOf(context, [row]) : [];
  if (!page) throw new StatusPageNotFoundError(id);
  return page;
}

/** The groups of pages with their monitors, by page ID. */
export async function groupsOf(
  { database }: ReadContext,
  pages: readonly Pick<StatusPageEntity, 'id' | 'groupNames'>[],
): Promise<Map<string, StatusPageGroup[]>> {
  const members = await rowsOf(database, membersOfPages, { pageIds: pages.map(({ id }) => id) });
  const groups = new Map(
    pages.map(({ id, groupNames }) => [id, groupNames.map((name): StatusPageGroup => ({ name, monitors: [] }))]),
  );
  for (const { pageId, groupIndex, monitorId, label } of members) {
    groups.get(pageId)?.[groupIndex]?.monitors.push({ monitorId, label });
  }
  return groups;
}

/** Pages as the API shows them: without the hash of the password. */
async function responsesOf(context: ReadContext, rows: readonly StatusPageEntity[]): Promise<StatusPageResponse[]> {
  const groups = await groupsOf(context, rows);
  return rows.map(({ passwordHash: _, groupNames: __, createdAt, updatedAt, ...row }) => ({
    ...row,
    groups: groups.get(row.id) ?? [],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}
