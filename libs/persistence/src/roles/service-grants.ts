/** The services that have a database; a checker and a browser have none. */
export const servicesWithDatabase = ['gateway', 'scheduler', 'recorder', 'notifier'] as const;
export type ServiceWithDatabase = (typeof servicesWithDatabase)[number];

/** What GRANT takes, as in `SELECT, UPDATE (notes)`. */
type Privileges = string;

const READ = 'SELECT';
/** Rows that never change. */
const APPEND = 'SELECT, INSERT, DELETE';
const WRITE = 'SELECT, INSERT, UPDATE, DELETE';
/** `FOR NO KEY UPDATE` asks for the right to change some column. */
const LOCK_MONITOR = 'SELECT, UPDATE (updated_at)';

/**
 * What each service may do with each table, and with nothing else: whoever steals the role of one has no more. The tables of
 * people and their logins are the gateway's alone. Rows that go with a deleted one go by the right of the tables' owner.
 */
export const serviceGrants: Readonly<Record<ServiceWithDatabase, Readonly<Record<string, Privileges>>>> = {
  gateway: {
    access_rules: WRITE,
    api_keys: WRITE,
    audit_log: APPEND,
    login_attempts: WRITE,
    login_links: WRITE,
    passkeys: WRITE,
    recovery_codes: WRITE,
    request_counts: WRITE,
    sessions: WRITE,
    spent_challenges: WRITE,
    totp_factors: WRITE,
    users: WRITE,
    monitors: WRITE,
    monitor_schedule: WRITE,
    monitor_state: WRITE,
    schedule_periods: WRITE,
    notification_channels: WRITE,
    maintenance_occurrences: WRITE,
    maintenance_windows: WRITE,
    status_page_domains: WRITE,
    status_page_monitors: WRITE,
    status_pages: WRITE,
    status_update_messages: WRITE,
    status_update_monitors: WRITE,
    status_updates: WRITE,
    debug_sessions: WRITE,
    deliveries: 'SELECT, UPDATE',
    downtime_windows: 'SELECT, UPDATE (root_cause, notes, ended_at, ended_by)',
    outbox: 'SELECT, INSERT',
    incidents: WRITE,
    incident_entries: APPEND,
    incident_windows: 'SELECT, UPDATE',
    alert_events: READ,
    alert_threads: READ,
    incident_shares: READ,
    check_rollups: READ,
    checks: READ,
    downtime_corrections: READ,
    gaps: READ,
    locations: READ,
    migrations: READ,
    monitor_baselines: READ,
    monitor_flapping: READ,
    monitor_oddities: 'SELECT, DELETE',
    network_events: READ,
    rollup_progress: READ,
    stale_rollups: READ,
  },
  scheduler: {
    monitor_schedule: WRITE,
    schedule_periods: WRITE,
    monitors: LOCK_MONITOR,
    monitor_state: 'SELECT, UPDATE (is_circuit_open)',
    migrations: READ,
  },
  recorder: {
    check_rollups: WRITE,
    checks: WRITE,
    debug_sessions: WRITE,
    downtime_corrections: APPEND,
    downtime_windows: WRITE,
    gaps: WRITE,
    incidents: WRITE,
    incident_shares: APPEND,
    incident_windows: WRITE,
    locations: 'SELECT, INSERT, UPDATE',
    monitor_baselines: WRITE,
    monitor_oddities: WRITE,
    monitor_state: 'SELECT, UPDATE',
    network_events: APPEND,
    outbox: WRITE,
    rollup_progress: WRITE,
    stale_rollups: WRITE,
    maintenance_occurrences: READ,
    maintenance_windows: READ,
    migrations: READ,
    monitors: READ,
    schedule_periods: READ,
  },
  notifier: {
    alert_events: WRITE,
    alert_threads: WRITE,
    deliveries: WRITE,
    maintenance_occurrences: WRITE,
    monitor_flapping: WRITE,
    notification_channels: 'SELECT, UPDATE (resting_until)',
    debug_sessions: READ,
    downtime_windows: READ,
    gaps: READ,
    incidents: READ,
    incident_shares: READ,
    incident_windows: READ,
    monitor_baselines: READ,
    maintenance_windows: READ,
    migrations: READ,
    monitor_state: READ,
    monitors: READ,
    schedule_periods: READ,
  },
};

/** The functions of the tables' owner that a service may call. */
export const serviceFunctions: Readonly<Partial<Record<ServiceWithDatabase, readonly string[]>>> = {
  recorder: ['make_partition(text, timestamptz)', 'drop_partition(text)'],
};
