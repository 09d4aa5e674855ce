import { changesOf, deleteSchedule, deleteState, MonitorEntity } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { assertVersion } from '../http/entity-tag.js';
import { announceMonitoring } from './announce-monitoring.js';
import { MonitorNotFoundError } from './monitors.errors.js';

/**
 * Removes a monitor with all that belongs to it; its stored checks go with their partitions.
 * @throws MonitorNotFoundError, VersionMismatchError
 */
export const deleteMonitor = (context: Context, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async ({ database }) => {
    // In the order in which the scheduler and the recorder lock them while they work; a deadlock with a change of the
    // same monitor, which begins at the other end, is tried again.
    await changesOf(database, deleteSchedule, { monitorId: id });
    await changesOf(database, deleteState, { monitorId: id });
    const monitors = database.getRepository(MonitorEntity);
    const monitor = await monitors.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!monitor) throw new MonitorNotFoundError(id);
    assertVersion(ifMatch, monitor.version);
    await monitors.delete(id);
    if (monitor.enabled) await announceMonitoring(database, monitor, 'deleted');
  });
