import { monitoringChangedV1, type MonitoringChangedV1 } from '@wakeful/contracts';
import { type MonitorEntity, outboxMessage, writeOutbox } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** Says in the same transaction that the monitoring of a page begins or ends; a recorder publishes it. */
export async function announceMonitoring(
  manager: EntityManager,
  { id, name, url, tags }: Pick<MonitorEntity, 'id' | 'name' | 'url' | 'tags'>,
  change: MonitoringChangedV1['change'],
): Promise<void> {
  const at = new Date().toISOString();
  await writeOutbox(manager, [outboxMessage(monitoringChangedV1, { monitorId: id, name, url, tags, change, at })]);
}
