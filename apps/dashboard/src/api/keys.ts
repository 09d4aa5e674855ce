/**
 * Query keys, by which live events and mutations find cached responses. A key starts with the resource it belongs to.
 */
export const keys = {
  monitorLists: ['monitor-list'],
  monitorList: (query: object) => ['monitor-list', query],
  monitor: (id: string) => ['monitor', id],
  checks: (monitorId: string) => ['checks', monitorId],
  stats: (monitorId: string) => ['stats', monitorId],
  dailyStats: (monitorId: string) => ['daily-stats', monitorId],
  hourlyStats: (monitorId: string) => ['hourly-stats', monitorId],
  downtime: ['downtime'],
  openDowntime: ['downtime', 'open'],
  monitorDowntime: (monitorId: string) => ['downtime', 'of', monitorId],
  uncheckedTimes: (monitorId: string) => ['downtime', 'unchecked', monitorId],
  downtimeWindow: (id: string) => ['downtime', 'window', id],
  debugSessions: (monitorId: string) => ['debug-sessions', monitorId],
  debugSession: (id: string) => ['debug-session', id],
  channels: ['channels'],
  deliveries: ['deliveries'],
  maintenance: ['maintenance'],
  statusPages: ['status-pages'],
  statusPage: (id: string) => ['status-pages', 'one', id],
  statusUpdates: (pageId: string) => ['status-updates', pageId],
  people: ['people'],
  apiKeys: ['api-keys'],
  audit: ['audit'],
  system: ['system'],
} as const;
