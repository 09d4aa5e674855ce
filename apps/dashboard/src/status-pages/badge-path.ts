export const badgeFiles = [
  { value: 'status.svg', label: 'Status now' },
  { value: 'uptime.svg', label: 'Availability' },
  { value: 'response.svg', label: 'Response time' },
] as const;

export const badgeWindows = [
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
] as const;

/** Where the gateway has the badge; the status of now has no window. */
export const badgePath = (
  monitorId: string,
  file: (typeof badgeFiles)[number]['value'],
  window: (typeof badgeWindows)[number]['value'],
): string => `/badges/${monitorId}/${file}${file === 'status.svg' ? '' : `?window=${window}`}`;
