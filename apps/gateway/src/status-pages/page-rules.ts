import type { FieldProblem, StatusPageGroup } from '@wakeful/contracts';
import { type StatusPageEntity, violatesUnique } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { existingMonitorIds } from '../monitors/read-monitors.js';
import { DuplicateStatusPageError } from './status-pages.errors.js';

/**
 * Ensures that every monitor of the groups exists and is listed once.
 * @throws InvalidRequestError
 */
export async function assertGroups(context: ReadContext, groups: readonly StatusPageGroup[]): Promise<void> {
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
export function assertPassword({
  visibility,
  passwordHash,
}: Pick<StatusPageEntity, 'visibility' | 'passwordHash'>): void {
  if (visibility !== 'password' || passwordHash !== null) return;
  throw new InvalidRequestError([{ path: 'password', message: 'is required for visibility "password"' }]);
}

/** That host is the dashboard's, which would become unreachable. @throws InvalidRequestError */
export function assertDomain(domain: string | null | undefined, publicUrl: string): void {
  if (domain !== new URL(publicUrl).hostname) return;
  throw new InvalidRequestError([{ path: 'domain', message: 'is the domain of Wakeful itself' }]);
}

/** Reports the field that another page already uses. */
export function blameDuplicate(error: unknown): never {
  for (const field of ['slug', 'domain'] as const) {
    if (violatesUnique(error, `status_pages_${field}`)) throw new DuplicateStatusPageError(field, error);
  }
  throw error;
}
