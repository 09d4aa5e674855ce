import { monitoringChangedV1, type MonitoringChangedV1 } from '@wakeful/contracts';
import { type MonitorEntity, outboxMessage, type Queryable, writeOutbox } from '@wakeful/persistence';

/** Says in the same transaction that the monitoring of a page begins or ends; a recorder publishes it. */
export async function announceMonitoring(
  transaction: Queryable,
  { id, name, url, tags }: Pick<MonitorEntity, 'id' | 'name' | 'url' | 'tags'>,
  change: MonitoringChangedV1['change'],
): Promise<void> {
  const at = new Date().toISOString();
  await writeOutbox(transaction, [outboxMessage(monitoringChangedV1, { monitorId: id, name, url, tags, change, at })]);
}
