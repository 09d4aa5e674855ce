import type { ListMonitorsQuery, MonitorResponse, MonitorSortKey, Page } from '@wakeful/contracts';
import { monitorIdPages, readPage, statusRankOf } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { MonitorSecrets } from './monitor-secrets.js';
import { monitorResponseOf, readMonitors } from './read-monitors.js';

/** One page of the monitors. Only the rows of the page are read whole, so it is fast with many thousands of them. */
export async function listMonitors(
  { database, secrets: box }: Pick<Context, 'database' | 'secrets'>,
  { sort, status, ...query }: ListMonitorsQuery,
): Promise<Page<MonitorResponse>> {
  const secrets = new MonitorSecrets(box);
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  const pages = monitorIdPages[sort.replace('-', '') as MonitorSortKey][direction];
  const page = await readPage(database, pages, { ...query, statusRanks: status?.map(statusRankOf) });
  const rows = await readMonitors(
    database,
    page.items.map(({ id }) => id),
  );
  return { ...page, items: rows.map((row) => monitorResponseOf(row, secrets.open(row.sealedSecrets))) };
}
