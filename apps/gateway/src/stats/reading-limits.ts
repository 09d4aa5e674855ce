import { oldestCheckDay } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** Up to where hours are summed up, and from when on single checks are kept. */
export interface ReadingLimits {
  readonly closedUntilMs: number;
  readonly rawFromMs: number;
}

export async function readingLimits(manager: EntityManager): Promise<ReadingLimits> {
  const [progress] = await manager.query<{ ms: number }[]>(
    'SELECT (extract(epoch FROM closed_until) * 1000)::float8 AS ms FROM rollup_progress',
  );
  const oldest = await oldestCheckDay(manager);
  return { closedUntilMs: progress?.ms ?? 0, rawFromMs: oldest?.getTime() ?? Infinity };
}
