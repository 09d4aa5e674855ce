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
  /** Called with the point under the pointer. */
  readonly onPoint: (index: number | null) => void;
  /** Called with the zoomed span, to load more detail. */
  readonly onZoom: (part: Span | null) => void;
}

/** The stacked phases on a canvas. Dragging zooms in. */
export const ResponsePlot = memo(function ResponsePlot({ stack, shades, label, onPoint, onZoom }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shown = useRef({ stack, shades, onPoint, onZoom });
  const [zoomed, setZoomed] = useState(false);
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
      onZoom: (part: Span | null) => {
        setZoomed(part !== null);
        shown.current.onZoom(part);
      },
    };
    const options = plotOptions(parent.clientWidth, colorsOf(parent), listener);
    const created = new uPlot(options, dataOf(shown.current.stack), parent);
    plot.current = created;
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
