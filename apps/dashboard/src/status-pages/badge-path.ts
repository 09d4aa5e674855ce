export const badgeFiles = [
  { value: 'status.svg', label: 'Current status' },
  { value: 'uptime.svg', label: 'Uptime' },
  { value: 'response.svg', label: 'Response time' },
] as const;

export const badgePeriods = [
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
] as const;

/** The gateway's path of the badge; the current status has no period. */
export const badgePath = (
  monitorId: string,
  file: (typeof badgeFiles)[number]['value'],
  window: (typeof badgePeriods)[number]['value'],
): string => `/badges/${monitorId}/${file}${file === 'status.svg' ? '' : `?window=${window}`}`;
