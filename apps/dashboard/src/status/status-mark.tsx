import type { MonitorStatus } from '@wakeful/contracts';
import classes from './status-mark.module.css';
import { statusLooks } from './statuses.js';

/** A status as color, shape and word; never by color alone. */
export function StatusMark({ status, isCompact = false }: { status: MonitorStatus; isCompact?: boolean }) {
  const { label, symbol } = statusLooks[status];
  return (
    <span className={classes['mark']} data-status={status}>
      <span className={classes['symbol']} aria-hidden>
        {symbol}
      </span>
      <span className={isCompact ? classes['hidden'] : undefined}>{label}</span>
    </span>
  );
}
