import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type ArtifactName,
  type DebugCompletedV1,
  debugCompletedV1,
  type DebugRunV2,
  debugRunV2,
  type DebugSummary,
  type NetworkEvent,
  type ProbeSecrets,
} from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { ArtifactStore, MessageBus, MessageConsumers, provisionStreams } from '@wakeful/messaging';
import { SecretBox } from '@wakeful/platform';
import { aProbeSpec, waitFor } from '@wakeful/testing';
import { pino } from 'pino';
import { DebugSessionModule } from './debug-session.module.js';
import { testConfig } from './visits.fixture.js';

export interface EndedSession {
  summary: DebugSummary;
  events: NetworkEvent[];
}

/** The service on a real NATS server, asked as the recorder and the gateway ask it. */
export class TestService implements AsyncDisposable {
  readonly #messages: DebugCompletedV1[] = [];
  readonly #box: SecretBox;

  private constructor(
    readonly nats: NatsServer,
    readonly app: NestFastifyApplication,
    /** Everything that was logged. */
    readonly log: string[],
    secretKey: string,
  ) {
    this.#box = new SecretBox(secretKey);
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<TestService> {
    const nats = await startNatsServer();
    await provisionStreams({ url: nats.url, name: 'test' });
    const log: string[] = [];
    const sink = new Writable({
      write: (line: Buffer, _encoding, done) => {
        log.push(line.toString());
        done();
      },
    });
    const config = testConfig({ NATS_URL: nats.url, EGRESS_ALLOW: 'internal,127.0.0.0/8', ...env });
    const app = await NestFactory.create<NestFastifyApplication>(
      DebugSessionModule.forRoot(config, pino({ level: 'trace' }, sink)),
      new FastifyAdapter(),
      { logger: false },
    );
    await app.init();
    const service = new TestService(nats, app, log, config.SECRET_KEY);
    await app.get(MessageConsumers).consume(debugCompletedV1, { durable: 'test', concurrency: 1 }, (message) => {
      service.#messages.push(message);
      return Promise.resolve();
    });
    return service;
  }

  /** Asks for a session and returns its id. */
  async ask(
    url: string,
    overrides: Partial<Omit<DebugRunV2, 'spec'>> & {
      secrets?: Partial<ProbeSecrets>;
      spec?: Partial<DebugRunV2['spec']>;
    } = {},
  ): Promise<string> {
    const { secrets, spec, ...rest } = overrides;
    const sealedSecrets = secrets
      ? this.#box.seal(JSON.stringify({ headers: {}, body: null, auth: null, ...secrets }))
      : null;
    const request: DebugRunV2 = {
      sessionId: randomUUID(),
      monitorId: randomUUID(),
      moment: 'manual',
      requestedAt: new Date().toISOString(),
      ...rest,
      spec: aProbeSpec({ url, sealedSecrets, ...spec }),
    };
    await this.app.get(MessageBus).publish(debugRunV2, request);
    return request.sessionId;
  }

  /** The session when it has ended, with the events of the run that has a summary. */
  ended(sessionId: string, timeoutMs = 60_000): Promise<EndedSession> {
    return waitFor(
      () => {
        const own = this.#messages.filter((message) => message.sessionId === sessionId);
        const last = own.find(({ summary }) => summary !== null);
        if (!last?.summary) return false;
        const events = own.filter(({ runId }) => runId === last.runId).flatMap((message) => message.events);
        return { summary: last.summary, events };
      },
      { what: 'the end of the session', timeoutMs },
    );
  }

  async artifact({ artifacts }: DebugSummary, name: ArtifactName): Promise<Buffer> {
    const stored = await this.app.get(ArtifactStore).open(artifacts[name]?.objectName ?? '');
    if (!stored) throw new Error(`there is no ${name}`);
    return Buffer.from(await new Response(stored.data).arrayBuffer());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.nats.stop();
  }
}
