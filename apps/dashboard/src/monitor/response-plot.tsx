import 'uplot/dist/uPlot.min.css';
import { Button, useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { phases } from '../time/phases.js';
import classes from './chart.module.css';
import type { Span, Stack } from './chart-series.js';
import { dataOf, PLOT_HEIGHT, type PlotColors, plotOptions, zoomedPart } from './plot-options.js';

interface Props {
  readonly stack: Stack;
  readonly shades: readonly Span[];
  /** The chart in a sentence. */
  readonly label: string;
  /** The span that is shown first. */
  readonly zoomedTo: Span | null;
  /** Called with the point under the pointer. */
  readonly onPoint: (index: number | null) => void;
  /** Called with the zoomed span, to load more detail. */
  readonly onZoom: (part: Span | null) => void;
}

/** The stacked phases on a canvas. Dragging zooms in. */
export const ResponsePlot = memo(function ResponsePlot({ stack, shades, label, zoomedTo, onPoint, onZoom }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shown = useRef({ stack, shades, onPoint, onZoom });
  const [zoomed, setZoomed] = useState(zoomedTo !== null);
  /** The zoom outlives the canvas, which is made again for another color scheme. */
  const part = useRef(zoomedTo);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    shown.current = { stack, shades, onPoint, onZoom };
    if (plot.current) show(plot.current, stack);
  }, [stack, shades, onPoint, onZoom]);

  useEffect(() => {
    const parent = frame.current;
    if (!parent) return;
    const listener = {
      shades: () => shown.current.shades,
      onPoint: (index: number | null) => shown.current.onPoint(index),
      onZoom: (next: Span | null) => {
        part.current = next;
        setZoomed(next !== null);
        shown.current.onZoom(next);
      },
    };
    const first = part.current;
    const options = plotOptions(parent.clientWidth, colorsOf(parent), listener);
    const created = new uPlot(options, dataOf(shown.current.stack), parent);
    plot.current = created;
    if (first) created.setScale('x', { min: first.fromMs / 1_000, max: first.untilMs / 1_000 });
    const observer = new ResizeObserver(() => created.setSize({ width: parent.clientWidth, height: PLOT_HEIGHT }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      created.destroy();
      plot.current = undefined;
    };
    // A canvas does not follow the page's color scheme.
  }, [scheme]);

  return (
    <div className={classes['plot']}>
      <div ref={frame} className={classes['frame']} role="img" aria-label={label}>
        {probes.map((name) => (
          <span key={name} className={classes['probe']} data-layer={name} />
        ))}
      </div>
      {zoomed && (
        <Button
          className={classes['reset'] ?? ''}
          size="compact-xs"
          variant="default"
          onClick={() => plot.current && showAll(plot.current)}
        >
          Reset zoom
        </Button>
      )}
    </div>
  );
});

const probes = [...phases.map(({ name }) => name), 'line', 'down'];

/** The colors of the style sheet for this color scheme. */
function colorsOf(parent: HTMLElement): PlotColors {
  const colorOf = (name: string): string => {
    const probe = parent.querySelector(`[data-layer='${name}']`);
    return probe ? getComputedStyle(probe).color : '';
  };
  const { color, borderTopColor, backgroundColor } = getComputedStyle(parent);
  return {
    layers: phases.map(({ name }) => colorOf(name)),
    line: colorOf('line'),
    down: colorOf('down'),
    text: color,
    grid: borderTopColor,
    body: backgroundColor,
  };
}

/** New data does not reset the zoom. */
function show(plot: uPlot, stack: Stack): void {
  const part = zoomedPart(plot);
  if (!part) {
    plot.setData(dataOf(stack));
    return;
  }
  plot.batch(() => {
    plot.setData(dataOf(stack), false);
    plot.setScale('x', { min: part.fromMs / 1_000, max: part.untilMs / 1_000 });
  });
}

function showAll(plot: uPlot): void {
  const [at] = plot.data;
  plot.setScale('x', { min: at[0] ?? 0, max: at[at.length - 1] ?? 0 });
}
