import type { FactoryProvider } from '@nestjs/common';
import { DAY_MS, HOUR_MS } from '@wakeful/contracts';
import {
  changesOf,
  databaseNowMs,
  dropPartitionsBefore,
  ensurePartitions,
  forgetEvidenceBefore,
  type Retention,
} from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { closedUntilMs } from '../rollups/close-hours.js';

const daysBefore = (ms: number, days: number): Date => new Date((Math.floor(ms / DAY_MS) - days) * DAY_MS);

/**
 * Makes partitions ahead and drops those beyond the retention; returns the names of the dropped. A day whose hours are
 * not all summed up yet, as after a long standstill, is kept until they are. Of old debug sessions the bulky evidence
 * goes; what they found stays with their downtime window.
 */
export async function applyRetention(dataSource: DataSource, nowMs: number, retention: Retention): Promise<string[]> {
  const { checksDays, rollupsDays, debugDays } = retention;
  await ensurePartitions(dataSource, new Date(nowMs));
  const summedUpMs = await closedUntilMs(dataSource.manager);
  const effectiveNowMs = Math.min(nowMs, summedUpMs + checksDays * DAY_MS);
  const debugLimit = daysBefore(nowMs, debugDays);
  const dropped = [
    ...(await dropPartitionsBefore(dataSource, 'checks', daysBefore(effectiveNowMs, checksDays))),
    ...(await dropPartitionsBefore(dataSource, 'check_rollups', daysBefore(effectiveNowMs, rollupsDays))),
    ...(await dropPartitionsBefore(dataSource, 'network_events', debugLimit)),
  ];
  await changesOf(dataSource, forgetEvidenceBefore, { limit: debugLimit });
  return dropped;
}

/** Makes the partitions of the days ahead and drops the old ones, at the start and every hour. */
export const retentionJob = (retention: Retention): FactoryProvider =>
  periodicJob({
    name: 'retention',
    intervalMs: HOUR_MS,
    needs: [DataSource],
    run: async ({ logger }, dataSource) => {
      // By a clock that is wrong, days within the retention would be dropped.
      const dropped = await applyRetention(dataSource, await databaseNowMs(dataSource), retention);
      if (dropped.length > 0) logger.info({ partitions: dropped }, 'dropped partitions beyond the retention');
    },
  });
