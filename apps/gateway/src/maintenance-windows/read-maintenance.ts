import type { MaintenanceWindowResponse } from '@wakeful/contracts';
import type { MaintenanceWindowEntity } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { windowConfigOf } from './window-config.js';

interface Occurrence {
  windowId: string;
  from: Date;
  until: Date;
  active: boolean;
}

/** Maintenance windows as the API shows them, in the order given. */
export async function maintenanceResponsesOf(
  manager: EntityManager,
  rows: readonly MaintenanceWindowEntity[],
): Promise<MaintenanceWindowResponse[]> {
  const occurrences = await manager.query<Occurrence[]>(
    `SELECT DISTINCT ON (window_id) window_id AS "windowId", from_at AS "from", until_at AS until, from_at <= now() AS active
       FROM maintenance_occurrences WHERE window_id = ANY ($1::uuid[]) AND until_at > now() ORDER BY window_id, from_at`,
    [rows.map((row) => row.id)],
  );
  const nextOf = new Map(occurrences.map((one) => [one.windowId, one]));
  return rows.map((row) => {
    const next = nextOf.get(row.id);
    return {
      id: row.id,
      ...windowConfigOf(row),
      active: next?.active ?? false,
      next: next ? { from: next.from.toISOString(), until: next.until.toISOString() } : null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    };
  });
}
