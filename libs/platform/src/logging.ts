import type { LoggerService } from '@nestjs/common';
import { type Logger, pino, stdSerializers } from 'pino';
import { activeSpan } from './tracing/spans.js';

export type { Logger } from 'pino';

/** A database error carries the statement and all its parameters: secrets, addresses, thousands of rows. */
export function withoutData(error: Error): Record<string, unknown> {
  const { type, message, stack, code } = stdSerializers.err(error) as unknown as Record<string, unknown>;
  return { type, message, stack, code };
}

/** Which trace a line belongs to. */
function traceOf(): { traceId?: string } {
  const span = activeSpan();
  return span?.isRecording() ? { traceId: span.spanContext().traceId } : {};
}

/** JSON lines on standard output. Field names: monitorId, checkId, requestId, traceId; never a secret or a whole URL query. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    mixin: traceOf,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: withoutData },
    redact: ['headers.authorization', 'headers.cookie', 'auth', 'password', 'token'],
  });
}

/** Nest's clients and servers cry out for each connection that is lost; the outage log says it once, as a sentence. */
const LOST_CONNECTION = /^NatsError: type: "disconnect"/;

/** Sends what Nest itself logs to pino; its start-up chatter only at debug level. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    if (LOST_CONNECTION.test(String(message))) return this.log(message, stack);
    const error = message instanceof Error ? message : undefined;
    this.logger.error({ context, err: error, stack: error ? undefined : stack }, error?.message ?? String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
