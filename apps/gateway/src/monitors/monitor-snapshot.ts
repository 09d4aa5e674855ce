import { HIDDEN_SECRET, NO_SECRETS, type ProbeSecrets } from '@wakeful/contracts';
import { hideMonitorSecrets } from '@wakeful/domain';
import { configOf } from '@wakeful/persistence';
import { SealedSecretError } from '@wakeful/platform';
import type { EntityManager } from 'typeorm';
import type { MonitorSecrets } from './monitor-secrets.js';
import { readMonitors } from './read-monitors.js';

/** A monitor's configuration for the audit log, which is kept for long: no body either. null: there is no such monitor. */
export async function monitorSnapshot(id: string, manager: EntityManager, secrets: MonitorSecrets): Promise<unknown> {
  const [row] = await readMonitors(manager, [id]);
  if (!row) return null;
  const shown = hideMonitorSecrets(configOf(row, openIfPossible(row.sealedSecrets, secrets)));
  return { ...shown, body: shown.body === null ? null : HIDDEN_SECRET, version: row.version };
}

/** A monitor whose key was lost must still be changed and deleted. */
function openIfPossible(sealed: string | null, secrets: MonitorSecrets): ProbeSecrets {
  try {
    return secrets.open(sealed);
  } catch (error) {
    if (error instanceof SealedSecretError) return NO_SECRETS;
    throw error;
  }
}
