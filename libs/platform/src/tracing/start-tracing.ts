import { hostname } from 'node:os';
import { context, propagation, trace } from '@opentelemetry/api';
import { VERSION } from '../version.js';

export interface TracingOptions {
  /** Where traces go, by OTLP over HTTP. Without it there are none. */
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  /** The part of all traces that is kept, 0 to 1. */
  readonly OTEL_TRACES_SAMPLER_ARG?: number | undefined;
}

const DEFAULT_RATIO = 0.01;
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * Starts tracing if a collector is configured; the SDK is not even loaded otherwise. Whoever was sampled by the service
 * before is sampled here too. Returns what sends the rest and ends it.
 */
export async function startTracing(service: string, options: TracingOptions): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio = DEFAULT_RATIO } = options;
  if (!endpoint) return () => Promise.resolve();
  const [
    { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider },
    otlp,
    asyncHooks,
    core,
    resources,
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new otlp.OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': `wakeful-${service}`,
      'service.version': VERSION,
      'host.name': hostname(),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: EXPORT_TIMEOUT_MS }),
    ],
  });
  context.setGlobalContextManager(new asyncHooks.AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown().catch(() => undefined);
}
