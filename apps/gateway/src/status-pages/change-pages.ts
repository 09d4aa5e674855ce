import { randomUUID } from 'node:crypto';
import type { CreateStatusPage, StatusPageGroup, StatusPageResponse, UpdateStatusPage } from '@wakeful/contracts';
import { changesOf, deleteMembersOfPage, insertMembersOfPage, StatusPageEntity } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { assertDomain, assertGroups, assertPassword, blameDuplicate } from './page-rules.js';
import { readPage } from './read-pages.js';
import { StatusPageNotFoundError } from './status-pages.errors.js';

const groupNamesOf = (groups: readonly StatusPageGroup[]): string[] => groups.map(({ name }) => name);

/** @throws InvalidRequestError, DuplicateStatusPageError, LoginsBusyError */
export async function createPage(
  context: Context,
  { password, groups, ...page }: CreateStatusPage,
): Promise<StatusPageResponse> {
  const id = randomUUID();
  assertDomain(page.domain, context.settings.publicUrl);
  const passwordHash = password === undefined ? null : await context.passwords.hash(password);
  assertPassword({ visibility: page.visibility, passwordHash });
  return inTransaction(context, async (context) => {
    const row = { id, ...page, passwordHash, groupNames: groupNamesOf(groups) };
    await context.database.getRepository(StatusPageEntity).insert(row);
    await writeMembers(context, id, groups);
    return readPage(context, id);
  }).catch(blameDuplicate);
}

/**
 * Updates the given fields of a status page.
 * @throws InvalidRequestError, StatusPageNotFoundError, DuplicateStatusPageError, VersionMismatchError
 */
export async function updatePage(
  context: Context,
  id: string,
  { password, ...input }: UpdateStatusPage,
  ifMatch?: string,
): Promise<StatusPageResponse> {
  assertDomain(input.domain, context.settings.publicUrl);
  const secret = password === undefined ? {} : { passwordHash: await context.passwords.hash(password) };
  return inTransaction(context, async (context) => {
    const row = await lockPage(context, id, ifMatch);
    const changes = changedFields({ ...(await readPage(context, id)) }, input);
    const { groups, ...columns } = { ...changes, ...secret };
    if (Object.keys({ ...changes, ...secret }).length === 0) return readPage(context, id);
    assertPassword({ ...row, ...columns });
    const groupNames = groups ? { groupNames: groupNamesOf(groups) } : {};
    await context.database.getRepository(StatusPageEntity).update(id, { ...columns, ...groupNames });
    if (groups) await writeMembers(context, id, groups);
    return readPage(context, id);
  }).catch(blameDuplicate);
}

/**
 * Deletes a status page with its updates.
 * @throws StatusPageNotFoundError, VersionMismatchError
 */
export const deletePage = (context: Context, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async (context) => {
    await lockPage(context, id, ifMatch);
    await context.database.getRepository(StatusPageEntity).delete(id);
  });

async function lockPage({ database }: ReadContext, id: string, ifMatch?: string): Promise<StatusPageEntity> {
  const lock = { mode: 'for_no_key_update' } as const;
  const row = await database.getRepository(StatusPageEntity).findOne({ where: { id }, lock });
  if (!row) throw new StatusPageNotFoundError(id);
  assertVersion(ifMatch, row.version);
  return row;
}

async function writeMembers(context: ReadContext, pageId: string, groups: readonly StatusPageGroup[]): Promise<void> {
  await assertGroups(context, groups);
  const members = groups.flatMap(({ monitors }, groupIndex) =>
    monitors.map(({ monitorId, label }, place) => ({ groupIndex, place, monitorId, label })),
  );
  await changesOf(context.database, deleteMembersOfPage, { pageId });
  await changesOf(context.database, insertMembersOfPage, { pageId, members });
}
