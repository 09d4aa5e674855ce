import {
  changesOf,
  deleteEndedChallenges,
  deleteEndedLoginLinks,
  deleteEndedLoginSessions,
  deleteOldAttempts,
  deleteOldAuditEntries,
  deleteOldRequestCounts,
} from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';

/** Removes what has ended or is too old. Every replica may do it; what one has removed the next does not find. */
export async function keepHouse({ database, settings }: GatewayContext): Promise<void> {
  await changesOf(database, deleteEndedLoginSessions, { idleHours: settings.sessionIdleHours });
  await changesOf(database, deleteEndedLoginLinks);
  await changesOf(database, deleteEndedChallenges);
  await changesOf(database, deleteOldAttempts);
  await changesOf(database, deleteOldRequestCounts);
  await changesOf(database, deleteOldAuditEntries, { days: settings.auditRetentionDays });
}

export const housekeepingJob = periodicJob({
  name: 'removal of ended sessions',
  intervalMs: 3_600_000,
  needs: [GatewayContext],
  run: (_job, context) => keepHouse(context),
});
