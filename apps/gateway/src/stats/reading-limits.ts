import { oldestCheckDay, type Queryable, rollupProgress, rowsOf } from '@wakeful/persistence';

/** Up to where hours are summed up, and from when on single checks are kept. */
export interface ReadingLimits {
  readonly closedUntilMs: number;
  readonly rawFromMs: number;
}

export async function readingLimits(database: Queryable): Promise<ReadingLimits> {
  const [progress] = await rowsOf(database, rollupProgress);
  const oldest = await oldestCheckDay(database);
  return { closedUntilMs: progress?.closedUntil ?? 0, rawFromMs: oldest?.getTime() ?? Infinity };
}
