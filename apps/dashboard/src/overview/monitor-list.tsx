import { useHotkeys } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { MonitorRow } from './monitor-row.js';
import classes from './overview.module.css';
import type { MonitorRows } from './use-monitor-rows.js';
import { useDailyStats, useHourlyStats } from './use-row-stats.js';

const ROW_HEIGHT_PX = 60;
const OVERSCAN = 6;
const FIRST_GUESS = 12;

interface Props {
  readonly rows: MonitorRows;
  readonly selected: ReadonlySet<string>;
  /** A stable function, so that a row is rerendered only when its monitor changes. */
  readonly onToggle: ((id: string) => void) | undefined;
  onVisible(first: number, last: number): void;
  /** A new key is a new list, which starts at the top. */
  readonly listKey: string;
}

/** The filtered monitors. Only visible rows are rendered; navigable with `j`, `k` and `Enter`. */
export function MonitorList({ rows, selected, onToggle, onVisible, listKey }: Props) {
  const [, navigate] = useLocation();
  const list = useRef<HTMLDivElement>(null);
  const offsetTop = useOffsetTop(list);
  const [walked, setWalked] = useState({ listKey, index: -1 });
  const current = walked.listKey === listKey ? walked.index : -1;
  const count = rows.total ?? FIRST_GUESS;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    scrollMargin: offsetTop,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onVisible(first, last), [onVisible, first, last]);
  const ids = items.flatMap(({ index }) => rows.rowAt(index)?.id ?? []);
  const daily = useDailyStats(ids);
  const hourly = useHourlyStats(ids);

  const walk = (step: number): void => {
    const next = Math.min(count - 1, Math.max(0, current + step));
    setWalked({ listKey, index: next });
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const open = (): void => {
    const monitor = rows.rowAt(current);
    if (monitor) navigate(`/monitors/${monitor.id}`);
  };
  useHotkeys([
    ['j', () => walk(1)],
    ['k', () => walk(-1)],
    ['Enter', open],
  ]);
  return (
    <div
      ref={list}
      role="list"
      aria-label="Monitors"
      aria-busy={rows.total === undefined || rows.isStale}
      className={classes['list']}
      style={{ height: virtual.getTotalSize() }}
    >
      {items.map(({ index, start }) => (
        <div
          key={index}
          role="listitem"
          aria-setsize={count}
          aria-posinset={index + 1}
          className={classes['item']}
          style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
        >
          <MonitorRow
            monitor={rows.rowAt(index)}
            days={daily(rows.rowAt(index)?.id)}
            recent={hourly(rows.rowAt(index)?.id)}
            isCurrent={index === current}
            isSelected={selected.has(rows.rowAt(index)?.id ?? '')}
            onToggle={onToggle}
          />
        </div>
      ))}
    </div>
  );
}

/** The distance of an element from the top of the page, which changes with the notices above it. */
function useOffsetTop(element: RefObject<HTMLElement | null>): number {
  const [offsetTop, setOffsetTop] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => setOffsetTop(element.current?.offsetTop ?? 0));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return offsetTop;
}
