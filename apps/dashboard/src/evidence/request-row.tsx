import { memo, useState } from 'react';
import { sizeText } from '../parts/size-text.js';
import { latencyText } from '../time/durations.js';
import { HeaderList } from './header-list.js';
import phase from './phase.module.css';
import classes from './request-row.module.css';
import { partsOf, type WaterfallRow } from './waterfall-rows.js';

/** One request of the waterfall, with details when expanded. */
export const RequestRow = memo(function RequestRow({ row, totalMs }: { row: WaterfallRow; totalMs: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const { method, url, resourceType, isFailed, bytes, startMs, endMs } = row;
  const { host, rest } = partsOf(url);
  return (
    <li className={classes['row']} data-failed={isFailed || undefined}>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className={classes['summary']}>
          <span className={classes['method']}>{method}</span>
          <span className={classes['status']}>{statusText(row)}</span>
          <span className={classes['type']}>{resourceType}</span>
          <span className={classes['url']} title={url}>
            {host !== '' && <span className={classes['host']}>{host}</span>}
            {rest}
          </span>
          <span className={classes['size']}>{sizeText(bytes)}</span>
          <span className={classes['time']}>{latencyText(endMs - startMs)}</span>
          <Bar row={row} totalMs={totalMs} />
        </summary>
        {isOpen && <Details row={row} />}
      </details>
    </li>
  );
});

function statusText({ status, error, isFailed }: WaterfallRow): string {
  if (status !== null) return `${isFailed ? '✕ ' : ''}${status}`;
  if (isFailed) return '✕ failed';
  return error === null ? '…' : 'ended';
}

function Bar({ row, totalMs }: { row: WaterfallRow; totalMs: number }) {
  const percent = (ms: number): string => `${(ms / totalMs) * 100}%`;
  return (
    <span className={classes['bar']} aria-hidden>
      {row.phases.map(({ name, fromMs, ms }) => (
        <span
          key={name}
          className={phase['phase']}
          data-phase={name}
          data-failed={row.isFailed || undefined}
          style={{ left: percent(fromMs), width: percent(ms) }}
        />
      ))}
      {row.phases.length === 0 && (
        <span className={phase['phase']} data-phase="open" style={{ left: percent(row.startMs), width: 2 }} />
      )}
    </span>
  );
}

function Details({ row }: { row: WaterfallRow }) {
  const { url, error, redirectedTo, phases, startMs, remoteAddress, protocol, headers } = row;
  const facts = [
    ['URL', url],
    ['Error', error],
    ['Redirected to', redirectedTo],
    ['IP address', remoteAddress],
    ['Protocol', protocol],
    ['Started after', latencyText(startMs)],
    ['Phases', phases.map(({ name, ms }) => `${name} ${latencyText(ms)}`).join(', ')],
  ] as const;
  return (
    <div className={classes['details']}>
      <dl>
        {facts.map(([name, value]) =>
          value === null || value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <HeaderList headers={headers} />
    </div>
  );
}
