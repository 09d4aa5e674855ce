import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MonitorResponse } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { provisionStreams } from '@wakeful/messaging';
import { type Logger, MAX_PARAMETER_LENGTH, refuseUnreadable } from '@wakeful/platform';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { gatewayVariables } from './config.js';
import { configureApp } from './configure-app.js';
import { GatewayModule } from './gateway.module.js';
import { newApiKey } from './identity/password-hasher.js';

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A gateway on real Postgres and NATS, asked over HTTP as anyone else would. */
export interface TestGateway {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly dataSource: DataSource;
  readonly database: TestDatabase;
  readonly nats: NatsServer;
  /** What the router serves, as in `GET /api/v1/monitors/:id`. */
  readonly routes: readonly string[];
  /** Everything that was logged, one object a line. */
  readonly log: Record<string, unknown>[];
  /** An admin key. */
  readonly apiKey: string;
  readonly secretKey: string;
  /** Sends the admin key unless the headers say someone else; `authorization: ''` is no one. */
  request<Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>>;
  stop(): Promise<void>;
  createMonitor(overrides?: Record<string, unknown>): Promise<MonitorResponse>;
}

function collectingLogger(log: Record<string, unknown>[]): Logger {
  const sink = new Writable({
    write: (line: Buffer, _encoding, done) => {
      log.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  return pino({ level: 'debug', formatters: { level: (label) => ({ level: label }) } }, sink);
}

export interface TestGatewayOptions {
  /** Variables of the configuration. */
  variables?: Readonly<Record<string, string>>;
  /** Another replica, which is not stopped before this one: shares its database, NATS and secrets. */
  sharing?: TestGateway;
}

async function startStores(sharing: TestGateway | undefined): Promise<Pick<TestGateway, 'database' | 'nats'>> {
  if (sharing) return sharing;
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  await provisionStreams({ url: nats.url, name: 'test' });
  return { database, nats };
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { database, nats } = await startStores(options.sharing);
  const apiKey = options.sharing?.apiKey ?? newApiKey();
  const secretKey = options.sharing?.secretKey ?? randomBytes(32).toString('base64');
  const log: Record<string, unknown>[] = [];
  const config = gatewayVariables.parse({
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'debug',
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '5',
    SECRET_KEY: secretKey,
    BOOTSTRAP_API_KEY: apiKey,
    RATE_LIMIT_PER_MINUTE: '1000000',
    METRICS_MAX_MONITORS: '3',
    ...Object.fromEntries(Object.entries(options.variables ?? {}).map(([name, text]) => [name, text || undefined])),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.forRoot(config, collectingLogger(log)),
    new FastifyAdapter({
      bodyLimit: 4 * 1_048_576,
      clientErrorHandler: refuseUnreadable,
      routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
      trustProxy: config.TRUSTED_PROXIES ?? false,
    }),
    { logger: false, abortOnError: false },
  );
  const routes: string[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) if (name !== 'HEAD') routes.push(`${name} ${url}`);
    });
  configureApp(app);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  let sequence = 0;

  const gateway: TestGateway = {
    url,
    app,
    dataSource: app.get(DataSource),
    database,
    nats,
    log,
    routes,
    apiKey,
    secretKey,
    async request<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const isRaw = typeof body === 'string';
      const { authorization = `Bearer ${apiKey}`, ...others } = headers;
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(authorization && { authorization }),
          ...others,
        },
        ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
    },
    async createMonitor(overrides = {}) {
      const input = { url: `http://127.0.0.1:9/${++sequence}`, ...overrides };
      const { status, body } = await gateway.request<MonitorResponse>('POST', '/api/v1/monitors', input);
      if (status !== 201) throw new Error(`a monitor was not created: ${JSON.stringify(body)}`);
      return body;
    },
    async stop() {
      await app.close();
      if (options.sharing) return;
      await database.drop();
      await nats.stop();
    },
  };
  return gateway;
}
