import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { VERSION } from '../version.js';

export { SpanKind } from '@opentelemetry/api';
export type { Span } from '@opentelemetry/api';

export interface SpanSettings {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** When it began, if that was before now. */
  readonly startMs?: number;
}

const NOTHING = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const spanIn = (parent: Context, name: string, { kind, attributes, startMs }: SpanSettings): Span =>
  trace.getTracer('wakeful', VERSION).startSpan(
    name,
    {
      kind: kind ?? SpanKind.INTERNAL,
      ...(attributes && { attributes }),
      ...(startMs !== undefined && { startTime: startMs }),
    },
    parent,
  );

/** Begins a trace; the sampler decides whether it is kept. */
export const rootSpan = (name: string, settings: SpanSettings = {}): Span => spanIn(ROOT_CONTEXT, name, settings);

/** A step of the trace that a `traceparent` of another service belongs to; nothing without one. */
export function remoteSpan(name: string, traceparent: string | undefined, settings: SpanSettings = {}): Span {
  if (traceparent === undefined) return NOTHING;
  return spanIn(propagation.extract(ROOT_CONTEXT, { traceparent }), name, settings);
}

/** A step within another one of this service. */
export const stepOf = (parent: Span, name: string, settings: SpanSettings = {}): Span =>
  parent.isRecording() ? spanIn(trace.setSpan(ROOT_CONTEXT, parent), name, settings) : NOTHING;

/** What the next service needs to continue a trace, in W3C's form; undefined when it is not kept. */
export function traceparentOf(span: Span | undefined): string | undefined {
  if (!span?.isRecording()) return undefined;
  const { traceId, spanId } = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}

/** Runs something within a span, so that log lines and messages know of it. */
export const within = <Result>(span: Span, work: () => Result): Result =>
  span.isRecording() ? context.with(trace.setSpan(context.active(), span), work) : work();

/** The span that this code runs in. */
export const activeSpan = (): Span | undefined => trace.getActiveSpan();
