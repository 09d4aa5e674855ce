import type uPlot from 'uplot';
import { latencyText } from '../time/durations.js';
import type { Span, Stack } from './chart-series.js';

export const PLOT_HEIGHT = 240;
const DAY_SECONDS = 86_400;
const HEADROOM = 1.08;
const MIN_DRAG_PX = 6;
const STRIP_PX = 4;

export interface PlotColors {
  /** The colors of the layers, in order. */
  readonly layers: readonly string[];
  readonly line: string;
  readonly down: string;
  readonly text: string;
  readonly grid: string;
  readonly body: string;
}

export interface PlotListener {
  readonly shades: () => readonly Span[];
  readonly onPoint: (index: number | null) => void;
  /** Called with the zoomed span; null when zoom is reset. */
  readonly onZoom: (part: Span | null) => void;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

function momentText(seconds: number, stepSeconds: number): string {
  const date = new Date(seconds * 1_000);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  if (stepSeconds >= DAY_SECONDS || (isMidnight && stepSeconds >= 60)) return day.format(date);
  return (stepSeconds < 60 ? second : clock).format(date);
}

/** The top layer is drawn first: each layer covers everything below its own top. */
export const dataOf = ({ atSeconds, tops, p95 }: Stack): uPlot.AlignedData => [atSeconds, ...[...tops].reverse(), p95];

/** The zoomed span of the time axis; null without zoom. */
export function zoomedPart({ scales, data }: uPlot): Span | null {
  const [at] = data;
  const { min, max } = scales['x'] ?? {};
  if (min == null || max == null) return null;
  const isWhole = min <= (at[0] ?? min) && max >= (at[at.length - 1] ?? max);
  return isWhole ? null : { fromMs: min * 1_000, untilMs: max * 1_000 };
}

export function plotOptions(width: number, colors: PlotColors, listener: PlotListener): uPlot.Options {
  const font = '12px system-ui, sans-serif';
  const axis = {
    stroke: colors.text,
    font,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height: PLOT_HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: true, dist: MIN_DRAG_PX } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, (max || 0) * HEADROOM)] } },
    axes: [
      {
        ...axis,
        space: 72,
        size: 28,
        grid: { show: false },
        values: (_plot, splits, _axis, _space, step) => splits.map((seconds) => momentText(seconds, step)),
      },
      {
        ...axis,
        space: 36,
        size: 62,
        values: (_plot, splits) => splits.map((ms) => (ms === 0 ? '0' : latencyText(ms))),
      },
    ],
    series: [
      {},
      ...[...colors.layers].reverse().map((fill) => ({ fill, stroke: colors.body, width: 1, points: { show: false } })),
      // With few points, mark each: a single one would not form a line.
      { stroke: colors.line, width: 1, dash: [4, 4], points: { size: 3, space: 24, fill: colors.line } },
    ],
    hooks: {
      // The whole downtime is shaded behind the chart and repeated on the time axis, where error responses do not cover
      // it.
      drawClear: [(plot) => drawShades(plot, listener.shades(), colors.down, 'background')],
      draw: [(plot) => drawShades(plot, listener.shades(), colors.down, 'strip')],
      setCursor: [(plot) => listener.onPoint(plot.cursor.idx ?? null)],
      setScale: [
        (plot, key) => {
          if (key === 'x') listener.onZoom(zoomedPart(plot));
        },
      ],
    },
  };
}

function drawShades(plot: uPlot, shades: readonly Span[], color: string, part: 'background' | 'strip'): void {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  const strip = STRIP_PX * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = color;
  ctx.globalAlpha = part === 'strip' ? 1 : 0.16;
  for (const { fromMs, untilMs } of shades) {
    const start = Math.max(bbox.left, plot.valToPos(fromMs / 1_000, 'x', true));
    const end = Math.min(right, plot.valToPos(untilMs / 1_000, 'x', true));
    if (end < bbox.left || start > right) continue;
    const width = Math.max(end - start, 2 * devicePixelRatio);
    if (part === 'strip') ctx.fillRect(start, bbox.top + bbox.height - strip, width, strip);
    else ctx.fillRect(start, bbox.top, width, bbox.height);
  }
  ctx.restore();
}
