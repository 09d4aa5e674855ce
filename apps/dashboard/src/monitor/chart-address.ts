import type { Span } from './chart-series.js';
import { type Range, ranges } from './use-response-series.js';

const isRange = (text: string | null): text is Range => text !== null && Object.hasOwn(ranges, text);

/** The chart's range in the address of the page; null if there is none. */
export function rangeOf(parameters: URLSearchParams): Range | null {
  const range = parameters.get('range');
  return isRange(range) ? range : null;
}

/** The zoomed span in the address, as far as the chart has it. */
export function partOf(parameters: URLSearchParams, span: Span): Span | null {
  const fromMs = Math.max(span.fromMs, Date.parse(parameters.get('from') ?? ''));
  const untilMs = Math.min(span.untilMs, Date.parse(parameters.get('to') ?? ''));
  return fromMs < untilMs ? { fromMs, untilMs } : null;
}

/** The address with the zoomed span. Without zoom it is as it was. */
export function withPart(before: URLSearchParams, range: Range, part: Span | null): URLSearchParams {
  const parameters = new URLSearchParams(before);
  parameters.delete('from');
  parameters.delete('to');
  if (!part) return parameters;
  // The span means something only within its range.
  parameters.set('range', range);
  parameters.set('from', new Date(Math.round(part.fromMs)).toISOString());
  parameters.set('to', new Date(Math.round(part.untilMs)).toISOString());
  return parameters;
}
