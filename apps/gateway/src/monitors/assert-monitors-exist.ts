import type { EntityManager } from 'typeorm';
import { InvalidRequestError } from '../http/request-error.js';

/**
 * Makes sure that every id of a list names a monitor.
 * @throws InvalidRequestError
 */
export async function assertMonitorsExist(manager: EntityManager, monitorIds: readonly string[]): Promise<void> {
  if (monitorIds.length === 0) return;
  const rows = await manager.query<{ id: string }[]>('SELECT id FROM monitors WHERE id = ANY ($1::uuid[])', [
    monitorIds,
  ]);
  const known = new Set(rows.map((row) => row.id));
  const problems = monitorIds.flatMap((id, index) =>
    known.has(id.toLowerCase()) ? [] : [{ path: `monitorIds.${index}`, message: 'names no monitor' }],
  );
  if (problems.length > 0) throw new InvalidRequestError(problems);
}
