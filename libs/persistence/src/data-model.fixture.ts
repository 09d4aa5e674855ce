import type { DataSource } from 'typeorm';

/** What no schema says: what a table is for, and which services write it. */
const PURPOSES: Readonly<Record<string, readonly [purpose: string, writers: string]>> = {
  access_rules: ['What holds for all users, in one row.', 'gateway'],
  alert_events: ['Everything that could be alerted about.', 'notifier'],
  alert_threads: [
    'The message with which a channel was alerted of an incident, and what it has heard of it since.',
    'notifier',
  ],
  api_keys: ['API keys, as hashes.', 'gateway'],
  audit_log: ['Every change, written in the transaction of the change.', 'gateway'],
  check_rollups: ['Hourly sums per monitor: counts by status, expected slots, latency histograms.', 'recorder'],
  checks: ['One row per check, with a partition per day.', 'recorder'],
  debug_sessions: [
    'Browser checks: what was requested and what was found.',
    'recorder; gateway: those that people request',
  ],
  deliveries: ['Each message to each channel, and what became of it.', 'notifier; gateway: retries'],
  downtime_corrections: ['What late results corrected in incidents.', 'recorder'],
  downtime_windows: ['Outages of one monitor each.', 'recorder; gateway: `root_cause` and `notes`'],
  gaps: ['Slots without a conclusive result, as intervals.', 'recorder'],
  incident_entries: ['What people wrote about an incident, and did with it.', 'gateway'],
  incident_shares: [
    'What may be the cause of an incident and is shared with others: host, address, certificate; `signature` finds earlier ones.',
    'recorder',
  ],
  incident_windows: ['Which incident each downtime window belongs to.', 'recorder; gateway: by hand'],
  incidents: [
    'Downtime windows that have one cause.',
    'recorder; gateway: by hand, owner, acknowledgement, root cause',
  ],
  locations: ['The small number that stands for each location in `checks`.', 'recorder'],
  login_attempts: ['Counts for the limit of login attempts. UNLOGGED.', 'gateway'],
  login_links: ['Links that log in once, as hashes.', 'gateway'],
  maintenance_occurrences: ['The occurrences of maintenance windows in the year ahead.', 'gateway, notifier'],
  maintenance_windows: ['When alerts are muted, and for which monitors.', 'gateway'],
  monitor_baselines: ['How the page of a monitor was when it was last good.', 'recorder'],
  monitor_flapping: ['Monitors that change too often to alert about each change.', 'notifier'],
  monitor_oddities: [
    'What strayed from the standards in the newest good answer of a monitor; no row, when nothing did.',
    'recorder; gateway: when the URL changes',
  ],
  monitor_schedule: ['The next due time of each monitor, and one-off checks.', 'gateway, scheduler'],
  monitor_state: [
    'Status, streaks, newest slot, `settled_until`.',
    'recorder; gateway: at creation, deletion and after a pause',
  ],
  monitors: ['Configuration of monitors; `version` is the ETag.', 'gateway'],
  network_events: ['Network events of browser checks, with a partition per day.', 'recorder'],
  notification_channels: ['Where alerts go.', 'gateway'],
  outbox: ['Messages that wait to be published.', 'recorder, gateway'],
  passkeys: ['Public keys of passkeys (WebAuthn).', 'gateway'],
  recovery_codes: ['Codes in place of a second factor, as hashes.', 'gateway'],
  request_counts: ['Counts for the rate limits. UNLOGGED.', 'gateway'],
  rollup_progress: ['How far the hourly sums are.', 'recorder'],
  schedule_periods: [
    'How each monitor was scheduled, from when to when: the slots that were expected follow from it.',
    'gateway, scheduler',
  ],
  sessions: ['Logins of people, as hashes of their tokens.', 'gateway'],
  spent_challenges: ['Challenges of WebAuthn that were answered, until they end.', 'gateway'],
  stale_rollups: ['Hours to sum up again, because results came late.', 'recorder'],
  status_page_domains: ['Why a status page may be served under its own domain.', 'gateway'],
  status_page_monitors: ['Which monitors a status page shows.', 'gateway'],
  status_pages: ['Public status pages.', 'gateway'],
  status_update_messages: ['What was published about an incident, and when.', 'gateway'],
  status_update_monitors: ['Which monitors a published incident concerns.', 'gateway'],
  status_updates: ['Incidents published on status pages.', 'gateway'],
  totp_factors: ['Secrets of authenticator apps, sealed.', 'gateway'],
  users: ['People, with their roles.', 'gateway'],
};

interface Column {
  table: string;
  name: string;
  type: string;
  isNullable: boolean;
  fallback: string | null;
  isKey: boolean;
  target: string | null;
}

/** Tables and columns from the catalogue, partitions left out. */
const COLUMNS = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         NOT a.attnotnull AS "isNullable", pg_get_expr(d.adbin, d.adrelid) AS fallback,
         EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)) AS "isKey",
         (SELECT k.confrelid::regclass::text FROM pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS target
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname <> 'migrations'
   ORDER BY c.relname, a.attnum`;

const describeColumn = ({ name, type, isNullable, fallback, isKey, target }: Column): string => {
  const facts = [
    type,
    ...(isKey ? ['key'] : []),
    ...(isNullable ? ['may be null'] : []),
    ...(fallback !== null ? [`default \`${fallback}\``] : []),
    ...(target !== null ? [`references [${target}](#${target})`] : []),
  ];
  return `- \`${name}\`: ${facts.join(', ')}`;
};

/** The page docs/data-model.md for the schema of a migrated database. @throws Error for a table without a purpose */
export async function describeDataModel(dataSource: DataSource): Promise<string> {
  const columns = await dataSource.query<Column[]>(COLUMNS);
  const tables = Map.groupBy(columns, ({ table }) => table);
  const sections = [...tables].map(([table, own]) => {
    const purpose = PURPOSES[table];
    if (!purpose) throw new Error(`Say in data-model.fixture.ts what ${table} is for, and who writes it.`);
    return `## ${table}\n\n${purpose[0]} Written by: ${purpose[1]}.\n\n${own.map(describeColumn).join('\n')}\n`;
  });
  const unknown = Object.keys(PURPOSES).filter((table) => !tables.has(table));
  if (unknown.length > 0)
    throw new Error(`data-model.fixture.ts describes tables that do not exist: ${unknown.join(', ')}`);
  const intro =
    'Generated from the migrated schema by `npm run data-model`; a test fails when it is out of date. Columns that begin with ' +
    '`sealed` hold ciphertext.';
  return `# Data model\n\n${intro}\n\n${sections.join('\n')}`;
}
