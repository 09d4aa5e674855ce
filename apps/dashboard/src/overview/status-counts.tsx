import type { MonitorStatus } from '@wakeful/contracts';
import { useSystemStatus } from '../api/system-status.js';
import { StatusMark } from '../status/status-mark.js';
import { monitorStatusOrder } from '../status/statuses.js';
import { countText } from '../time/durations.js';
import classes from './overview.module.css';

interface Props {
  readonly selected: readonly MonitorStatus[];
  onSelect(statuses: MonitorStatus[]): void;
}

/** The number of monitors per status; each is a toggle that filters by it. */
export function StatusCounts({ selected, onSelect }: Props) {
  const { data } = useSystemStatus();
  const counts = data?.monitors.byStatus;
  const toggle = (status: MonitorStatus): void =>
    onSelect(selected.includes(status) ? selected.filter((one) => one !== status) : [...selected, status]);
  return (
    <div className={classes['counts']} role="group" aria-label="Monitors by status">
      {monitorStatusOrder.map((status) => (
        <button
          key={status}
          type="button"
          className={classes['count']}
          aria-pressed={selected.includes(status)}
          data-empty={counts?.[status] === 0 || undefined}
          onClick={() => toggle(status)}
        >
          <span className={classes['number']}>{counts ? countText(counts[status] ?? 0) : '–'}</span>
          <StatusMark status={status} />
        </button>
      ))}
    </div>
  );
}
