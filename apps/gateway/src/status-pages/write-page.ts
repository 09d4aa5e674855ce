import type { FieldProblem, StatusPageGroup } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import { violatesUnique } from '@wakeful/persistence';
import { InvalidRequestError } from '../http/request-error.js';
import type { PageRow } from './read-pages.js';
import { DuplicateStatusPageError } from './status-pages.errors.js';

export type PageColumns = Omit<PageRow, 'groupNames' | 'version' | 'createdAt' | 'updatedAt'> & {
  groups: readonly StatusPageGroup[] | undefined;
};

/**
 * Makes sure that every monitor of the groups exists and is named once.
 * @throws InvalidRequestError
 */
export async function assertGroups(manager: EntityManager, groups: readonly StatusPageGroup[]): Promise<void> {
  const ids = groups.flatMap(({ monitors }) => monitors.map(({ monitorId }) => monitorId));
  const rows = await manager.query<{ id: string }[]>('SELECT id FROM monitors WHERE id = ANY ($1::uuid[])', [ids]);
  const known = new Set(rows.map(({ id }) => id));
  const seen = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const [index, { monitors }] of groups.entries()) {
    for (const [place, { monitorId }] of monitors.entries()) {
      const id = monitorId.toLowerCase();
      const path = `groups.${index}.monitors.${place}.monitorId`;
      if (!known.has(id)) problems.push({ path, message: 'names no monitor' });
      else if (seen.has(id)) problems.push({ path, message: 'is on this page twice' });
      seen.add(id);
    }
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

/** A page that asks for a password must have one. @throws InvalidRequestError */
export function assertPassword({ visibility, passwordHash }: Pick<PageRow, 'visibility' | 'passwordHash'>): void {
  if (visibility !== 'password' || passwordHash !== null) return;
  throw new InvalidRequestError([{ path: 'password', message: 'is needed by the visibility "password"' }]);
}

/** That host is the dashboard's: nobody would get to it any more. @throws InvalidRequestError */
export function assertDomain(domain: string | null | undefined, publicUrl: string): void {
  if (domain !== new URL(publicUrl).hostname) return;
  throw new InvalidRequestError([{ path: 'domain', message: 'is the address of Wakeful itself' }]);
}

export async function writeGroups(manager: EntityManager, pageId: string, groups: readonly StatusPageGroup[]) {
  await assertGroups(manager, groups);
  const members = groups.flatMap(({ monitors }, group) =>
    monitors.map(({ monitorId, label }, position) => ({ group, position, monitorId, label })),
  );
  await manager.query('UPDATE status_pages SET group_names = $2 WHERE id = $1', [
    pageId,
    groups.map(({ name }) => name),
  ]);
  await manager.query('DELETE FROM status_page_monitors WHERE page_id = $1', [pageId]);
  await manager.query(
    `INSERT INTO status_page_monitors (page_id, group_index, position, monitor_id, label)
     SELECT $1, * FROM unnest($2::int[], $3::int[], $4::uuid[], $5::text[])`,
    [
      pageId,
      members.map(({ group }) => group),
      members.map(({ position }) => position),
      members.map(({ monitorId }) => monitorId),
      members.map(({ label }) => label),
    ],
  );
}

/** Says which field another page has already. */
export function blameDuplicate(error: unknown): never {
  for (const field of ['slug', 'domain'] as const) {
    if (violatesUnique(error, `status_pages_${field}`)) throw new DuplicateStatusPageError(field, error);
  }
  throw error;
}
