import { randomUUID } from 'node:crypto';
import type {
  CreateStatusPage,
  FieldProblem,
  StatusPageGroup,
  StatusPageResponse,
  UpdateStatusPage,
} from '@wakeful/contracts';
import {
  changesOf,
  deleteMembersOfPage,
  deleteProofOfDomain,
  insertMembersOfPage,
  StatusPageEntity,
  violatesUnique,
} from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { InvalidRequestError } from '../http/request-error.js';
import { existingMonitorIds } from '../monitors/read-monitors.js';
import { readStatusPage } from './read-status-pages.js';
import { DuplicateStatusPageError, StatusPageNotFoundError } from './status-pages.errors.js';

/**
 * Ensures that every monitor of the groups exists and is listed once.
 * @throws InvalidRequestError
 */
async function assertGroups(context: ReadContext, groups: readonly StatusPageGroup[]): Promise<void> {
  const ids = groups.flatMap(({ monitors }) => monitors.map(({ monitorId }) => monitorId));
  const known = await existingMonitorIds(context, ids);
  const seen = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const [index, { monitors }] of groups.entries()) {
    for (const [place, { monitorId }] of monitors.entries()) {
      const id = monitorId.toLowerCase();
      const path = `groups.${index}.monitors.${place}.monitorId`;
      if (!known.has(id)) problems.push({ path, message: 'does not match any monitor' });
      else if (seen.has(id)) problems.push({ path, message: 'is already on this page' });
      seen.add(id);
    }
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

/** A password-protected page must have a password. @throws InvalidRequestError */
function assertPassword({ visibility, passwordHash }: Pick<StatusPageEntity, 'visibility' | 'passwordHash'>): void {
  if (visibility !== 'password' || passwordHash !== null) return;
  throw new InvalidRequestError([{ path: 'password', message: 'is required for visibility "password"' }]);
}

/** That host is the dashboard's, which would become unreachable. @throws InvalidRequestError */
function assertDomain(domain: string | null | undefined, publicUrl: string): void {
  if (domain !== new URL(publicUrl).hostname) return;
  throw new InvalidRequestError([{ path: 'domain', message: 'is the domain of Wakeful itself' }]);
}

/** Reports the field that another page already uses. */
function blameDuplicate(error: unknown): never {
  for (const field of ['slug', 'domain'] as const) {
    if (violatesUnique(error, `status_pages_${field}`)) throw new DuplicateStatusPageError(field, error);
  }
  throw error;
}

const groupNamesOf = (groups: readonly StatusPageGroup[]): string[] => groups.map(({ name }) => name);

/** @throws InvalidRequestError, DuplicateStatusPageError, LoginsBusyError */
export async function createStatusPage(
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
    return readStatusPage(context, id);
  }).catch(blameDuplicate);
}

/**
 * Updates the given fields of a status page.
 * @throws InvalidRequestError, StatusPageNotFoundError, DuplicateStatusPageError, VersionMismatchError
 */
export async function updateStatusPage(
  context: Context,
  id: string,
  { password, ...input }: UpdateStatusPage,
  ifMatch?: string,
): Promise<StatusPageResponse> {
  assertDomain(input.domain, context.settings.publicUrl);
  const secret = password === undefined ? {} : { passwordHash: await context.passwords.hash(password) };
  return inTransaction(context, async (context) => {
    const row = await lockPage(context, id, ifMatch);
    const changes = changedFields({ ...(await readStatusPage(context, id)) }, input);
    const { groups, ...columns } = { ...changes, ...secret };
    if (Object.keys({ ...changes, ...secret }).length === 0) return readStatusPage(context, id);
    assertPassword({ ...row, ...columns });
    const groupNames = groups ? { groupNames: groupNamesOf(groups) } : {};
    await context.database.getRepository(StatusPageEntity).update(id, { ...columns, ...groupNames });
    // A domain that comes back may have another owner by then.
    if (columns.domain !== undefined) await changesOf(context.database, deleteProofOfDomain, { pageId: id });
    if (groups) await writeMembers(context, id, groups);
    return readStatusPage(context, id);
  }).catch(blameDuplicate);
}

/**
 * Deletes a status page with its updates.
 * @throws StatusPageNotFoundError, VersionMismatchError
 */
export const deleteStatusPage = (context: Context, id: string, ifMatch?: string): Promise<void> =>
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
