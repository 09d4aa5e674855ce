import type { MonitorStatus } from '@wakeful/contracts';
import classes from './status-mark.module.css';

const looks: Readonly<Record<MonitorStatus, { label: string; symbol: string }>> = {
  up: { label: 'Up', symbol: '✓' },
  degraded: { label: 'Degraded', symbol: '!' },
  down: { label: 'Down', symbol: '✕' },
  unknown: { label: 'Unknown', symbol: '?' },
  pending: { label: 'Pending', symbol: '…' },
  paused: { label: 'Paused', symbol: '‖' },
  maintenance: { label: 'Maintenance', symbol: '⚒' },
};

export const statusLabel = (status: MonitorStatus): string => looks[status].label;

/** A status as colour, shape and word: never by its colour alone. */
export function StatusMark({ status, isCompact = false }: { status: MonitorStatus; isCompact?: boolean }) {
  const { label, symbol } = looks[status];
  return (
    <span className={classes['mark']} data-status={status}>
      <span className={classes['symbol']} aria-hidden>
        {symbol}
      </span>
      <span className={isCompact ? classes['hidden'] : undefined}>{label}</span>
    </span>
  );
}

/** From what needs somebody to what does not. */
export const monitorStatusOrder = [
  'down',
  'degraded',
  'unknown',
  'up',
  'pending',
  'maintenance',
  'paused',
] as const satisfies readonly MonitorStatus[];

export const isMonitorStatus = (text: string): text is MonitorStatus => text in looks;
