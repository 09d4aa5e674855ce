import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import { environmentOfProgram } from './command-line.js';
import { ConfigError, type Environment } from './config.js';
import { Readiness } from './health.js';
import { serveHealthApart } from './health-port.js';
import { createLogger, type Logger, NestLogger } from './logging.js';
import { collectProcessMetrics } from './process-metrics.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import { startTracing, type TracingOptions } from './tracing/start-tracing.js';

interface ServiceConfig extends TracingOptions {
  PORT: number;
  HOST: string;
  HEALTH_PORT?: number | undefined;
  LOG_LEVEL: string;
}

export interface ServiceDefinition<Config extends ServiceConfig> {
  name: string;
  /** What it reads, for its options and `--help`. */
  variables: z.ZodObject;
  /** Reads the environment; a {@link ConfigError} ends the process with exit code 1. */
  config: (environment: Environment) => Config;
  module: (config: Config, logger: Logger) => DynamicModule | Type;
  /** Proxies whose X-Forwarded-For is trusted, as comma-separated addresses and CIDRs; none if unset. */
  trustedProxies?: (config: Config) => string | undefined;
  /** Anything that must be set up before the application listens. */
  prepare?: (app: NestFastifyApplication, config: Config) => Promise<void> | void;
}

/** Longer than any sane check: one that is longer still is run again by another checker. */
const STOP_DEADLINE_MS = 60_000;
const MAX_BODY_BYTES = 4 * 1_048_576;
/** As long as Node lets a request's head be: the router would answer a longer one itself, before any handler runs. */
export const MAX_PARAMETER_LENGTH = 16_384;

/** Stops in order on SIGTERM and SIGINT: not ready, finish what is under way, close, exit 0. */
function stopOnSignal(app: NestFastifyApplication, logger: Logger, stopTracing: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('did not stop in time');
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    app.get(Readiness).stop();
    await app.close();
    await stopTracing();
    logger.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      });
    });
  }
}

const hasHealthPort = <Config extends ServiceConfig>(config: Config): config is Config & { HEALTH_PORT: number } =>
  config.HEALTH_PORT !== undefined && config.HEALTH_PORT !== config.PORT;

/** Starts a service: configuration, logger, Nest application over Fastify, health endpoints, orderly stop. */
export async function runService<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const environment = environmentOfProgram(definition.name, definition.variables);
  let config: Config;
  try {
    config = definition.config(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    createLogger(definition.name, 'info').fatal(error.message);
    process.exit(1);
  }
  const logger = createLogger(definition.name, config.LOG_LEVEL);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });
  try {
    collectProcessMetrics(definition.name);
    const stopTracing = await startTracing(definition.name, config);
    const app = await NestFactory.create<NestFastifyApplication>(
      definition.module(config, logger) as Type,
      new FastifyAdapter({
        bodyLimit: MAX_BODY_BYTES,
        clientErrorHandler: refuseUnreadable,
        routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
        trustProxy: definition.trustedProxies?.(config) ?? false,
      }),
      { logger: new NestLogger(logger), abortOnError: false },
    );
    stopOnSignal(app, logger, stopTracing);
    await definition.prepare?.(app, config);
    const health = hasHealthPort(config) ? serveHealthApart(app, config.HEALTH_PORT, config.HOST) : null;
    await app.listen(config.PORT, config.HOST);
    await health?.listen();
    logger.info({ address: await app.getUrl() }, 'started');
  } catch (error) {
    logger.fatal({ err: error }, `${definition.name} cannot start: ${(error as Error).message}`);
    process.exit(1);
  }
}
