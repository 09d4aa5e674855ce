import type { MonitorStatus } from '@wakeful/contracts';

/** The label and shape of each status. */
export const statusLooks: Readonly<Record<MonitorStatus, { label: string; symbol: string }>> = {
  up: { label: 'Up', symbol: '✓' },
  degraded: { label: 'Degraded', symbol: '!' },
  down: { label: 'Down', symbol: '✕' },
  unknown: { label: 'Unknown', symbol: '?' },
  pending: { label: 'Pending', symbol: '…' },
  paused: { label: 'Paused', symbol: '‖' },
  maintenance: { label: 'Maintenance', symbol: '⚒' },
};

export const statusLabel = (status: MonitorStatus): string => statusLooks[status].label;

/** From most to least urgent. */
export const monitorStatusOrder = [
  'down',
  'degraded',
  'unknown',
  'up',
  'pending',
  'maintenance',
  'paused',
] as const satisfies readonly MonitorStatus[];

export const isMonitorStatus = (text: string): text is MonitorStatus => text in statusLooks;
