import { randomBytes, randomUUID } from 'node:crypto';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createNotificationChannel,
  type DeliveryKind,
  type DeliveryState,
  downtimeClosedV1,
  downtimeOpenedV1,
} from '@wakeful/contracts';
import { startNatsServer } from '@wakeful/launching';
import { MessageBus, MessagingModule, provisionStreams, RequestServer } from '@wakeful/messaging';
import { PersistenceModule, startSchedule, stateCodes } from '@wakeful/persistence';
import { createLogger, PlatformModule, SecretBox } from '@wakeful/platform';
import { createTestDatabase, waitFor } from '@wakeful/testing';
import { DataSource } from 'typeorm';
import type { NotifierConfig } from './config.js';
import { NotifierModule } from './notifier.module.js';

export interface TestMonitor {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

export interface TestWindow {
  readonly windowId: string;
  readonly monitor: TestMonitor;
  readonly startedAt: string;
}

export interface DeliveryRow {
  id: string;
  kind: DeliveryKind;
  state: DeliveryState;
  monitor_id: string | null;
  muted_by: string | null;
  attempts: number;
  failures: number;
  status: number | null;
  detail: string;
  next_try_at: Date | null;
}

const DETAIL = 'The page answered 503, expected was 2xx.';

/** Rows as the gateway and the recorder write them. */
export class TestWorld {
  constructor(
    readonly dataSource: DataSource,
    private readonly box: SecretBox,
    readonly bus: MessageBus,
  ) {}

  /** A channel that has been there for a day. */
  async createChannel(settings: object, rest: object = {}): Promise<string> {
    const id = randomUUID();
    const input = { name: `Channel ${id}`, settings, waitForDiagnosisSeconds: 0, ...rest };
    const channel = createNotificationChannel.parse(input);
    await this.dataSource.query(
      `INSERT INTO notification_channels (id, name, type, enabled, shown_settings, sealed_settings, events, all_monitors,
                                          monitor_ids, tags, reminder_minutes, wait_for_diagnosis_seconds, storm_threshold, created_at)
       VALUES ($1, $2, $3, $4, '{}', $5, $6, $7, $8, $9, $10, $11, $12, now() - interval '1 day')`,
      [
        id,
        channel.name,
        channel.settings.type,
        channel.enabled,
        this.box.seal(JSON.stringify(channel.settings)),
        channel.events,
        channel.allMonitors,
        channel.monitorIds,
        channel.tags,
        channel.reminderMinutes,
        channel.waitForDiagnosisSeconds,
        channel.stormThreshold,
      ],
    );
    return id;
  }

  async createMonitors(count: number, rest: { tags?: string[]; parentId?: string } = {}): Promise<TestMonitor[]> {
    const monitors = Array.from({ length: count }, (_, index) => {
      const id = randomUUID();
      return { id, name: `Page ${index + 1}`, url: `http://127.0.0.1/${id}` };
    });
    await this.dataSource.query(
      `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                             confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down, parent_id)
       SELECT id, name, url, '', true, 60, 10000, 'GET', '{default}', $4, '{}', 2, 5, 1, true, $5
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS m (id, name, url)`,
      [
        monitors.map(({ id }) => id),
        monitors.map(({ name }) => name),
        monitors.map(({ url }) => url),
        rest.tags ?? [],
        rest.parentId ?? null,
      ],
    );
    await this.dataSource.query(
      'INSERT INTO monitor_state (monitor_id, state, last_slot_at) SELECT unnest($1::uuid[]), $2, now()',
      [monitors.map(({ id }) => id), stateCodes.toCode.up],
    );
    return monitors;
  }

  async createMonitor(rest: { tags?: string[]; parentId?: string } = {}): Promise<TestMonitor> {
    const [monitor] = await this.createMonitors(1, rest);
    return monitor!;
  }

  /** A monitor that has been watched for two hours. */
  async createWatchedMonitor(): Promise<TestMonitor> {
    const monitor = await this.createMonitor();
    const fromMs = Date.now() - 7_200_000;
    await startSchedule(this.dataSource.manager, {
      monitorId: monitor.id,
      intervalMs: 60_000,
      locations: ['default'],
      fromMs,
    });
    await this.dataSource.query(
      `UPDATE monitor_state SET known_until = now() + interval '1 minute', settled_until = now() WHERE monitor_id = $1`,
      [monitor.id],
    );
    return monitor;
  }

  /** An outage as the recorder stores and tells it. */
  async goDown(
    monitor: TestMonitor,
    { secondsAgo = 0, isTold = true, incidentId }: { secondsAgo?: number; isTold?: boolean; incidentId?: string } = {},
  ): Promise<TestWindow> {
    const windowId = randomUUID();
    const startedAt = new Date(Date.now() - secondsAgo * 1000).toISOString();
    await this.dataSource.query(
      `INSERT INTO downtime_windows (id, monitor_id, started_at, opened_at, last_good_at, reasons, affected_checks, first_failure)
       VALUES ($1, $2, $3, $3, $3::timestamptz - interval '1 minute', '{http_status}', 3, $4)`,
      [windowId, monitor.id, startedAt, JSON.stringify({ reason: 'http_status', detail: DETAIL })],
    );
    if (incidentId) await this.#join(windowId, incidentId);
    const window = { windowId, monitor, startedAt };
    if (isTold) await this.tellDown(window);
    return window;
  }

  /** An incident of what is at an address; windows are put into it as they go down. */
  async createIncident(address = '192.0.2.8'): Promise<string> {
    const id = randomUUID();
    await this.dataSource.query(
      `INSERT INTO incidents (id, started_at, cause_kind, cause_value) VALUES ($1, now(), 'address', $2)`,
      [id, address],
    );
    return id;
  }

  async #join(windowId: string, incidentId: string): Promise<void> {
    await this.dataSource.query('INSERT INTO incident_windows (window_id, incident_id) VALUES ($1, $2)', [
      windowId,
      incidentId,
    ]);
  }

  async tellDown({ windowId, monitor, startedAt }: TestWindow): Promise<void> {
    const { id: monitorId, name, url } = monitor;
    const about = { windowId, monitorId, name, url, startedAt, lastGoodAt: null };
    await this.bus.publish(downtimeOpenedV1, { ...about, reason: 'http_status', detail: DETAIL });
  }

  /** What the recorder stores when a browser has visited the page of an outage. Returns the id of its session. */
  async diagnose({ windowId, monitor }: TestWindow, diagnosis: string): Promise<string> {
    const sessionId = randomUUID();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at, completed_at)
         VALUES ($1, 'window/' || $2 || '/opened', $3, $2::uuid, 'opened', 'completed', $4, now(), now())`,
        [sessionId, windowId, monitor.id, monitor.url],
      );
      await manager.query('UPDATE downtime_windows SET suggested_root_cause = $2 WHERE id = $1', [windowId, diagnosis]);
    });
    return sessionId;
  }

  async comeUp({ windowId, monitor, startedAt }: TestWindow, { isTold = true, secondsAgo = 0 } = {}): Promise<void> {
    const endedAt = new Date(Math.max(Date.now() - secondsAgo * 1000, Date.parse(startedAt) + 1)).toISOString();
    await this.dataSource.query('UPDATE downtime_windows SET ended_at = $2 WHERE id = $1', [windowId, endedAt]);
    if (!isTold) return;
    await this.bus.publish(downtimeClosedV1, {
      windowId,
      monitorId: monitor.id,
      name: monitor.name,
      url: monitor.url,
      startedAt,
      endedAt,
      lastGoodAt: null,
      reason: 'http_status',
      detail: DETAIL,
      affectedChecks: 3,
    });
  }

  deliveries(channelId: string): Promise<DeliveryRow[]> {
    return this.dataSource.query<DeliveryRow[]>(
      `SELECT id, kind, state, monitor_id, muted_by, attempts, failures, status, detail, next_try_at
         FROM deliveries WHERE channel_id = $1 ORDER BY sequence`,
      [channelId],
    );
  }

  /** Waits until a channel has these deliveries, as in `down delivered`, and returns their rows. */
  async waitForDeliveries(channelId: string, wanted: readonly string[], timeoutMs = 15_000): Promise<DeliveryRow[]> {
    let seen: string[] = [];
    try {
      return await waitFor(
        async () => {
          const rows = await this.deliveries(channelId);
          seen = rows.map(({ kind, state }) => `${kind} ${state}`);
          return seen.join() === wanted.join() && rows;
        },
        { what: wanted.join(', '), timeoutMs },
      );
    } catch (error) {
      throw new Error(`there are ${seen.join(', ')}; wanted are ${wanted.join(', ')}`, { cause: error });
    }
  }

  /** Makes it `minutes` later for what is stored of a channel and of all outages. */
  async passTime(channelId: string, minutes: number): Promise<void> {
    const parameters = [channelId, minutes];
    const earlier = (column: string): string => `${column} = ${column} - make_interval(mins => $2)`;
    await this.dataSource.query(
      `UPDATE deliveries SET ${['created_at', 'admitted_at', 'last_tried_at', 'next_try_at', 'give_up_at'].map(earlier).join(', ')}
        WHERE channel_id = $1`,
      parameters,
    );
    await this.dataSource.query(
      `UPDATE notification_channels SET ${earlier('resting_until')} WHERE id = $1`,
      parameters,
    );
  }
}

/** A notifier on real Postgres and NATS. */
export interface TestNotifier {
  readonly app: INestApplicationContext;
  readonly config: NotifierConfig;
  readonly world: TestWorld;
  stop(): Promise<void>;
}

export interface TestNotifierOptions {
  /** Without a notifier: what it needs is there, for one that is started elsewhere. */
  isOnlyWorld?: boolean;
}

/** What specs need beside a notifier. */
@Module({})
class World {}

function worldModule(config: NotifierConfig): DynamicModule {
  return {
    module: World,
    imports: [
      PlatformModule.forRoot(createLogger('world', config.LOG_LEVEL)),
      MessagingModule.forRoot({ url: config.NATS_URL, name: 'world' }),
      PersistenceModule.forRoot({ address: { url: config.DATABASE_URL }, applicationName: 'world', poolSize: 5 }),
    ],
    providers: [{ provide: SecretBox, useFactory: () => new SecretBox(config.SECRET_KEY) }],
  };
}

async function startApp(config: NotifierConfig): Promise<INestApplicationContext> {
  const app = await NestFactory.create<NestFastifyApplication>(
    NotifierModule.forRoot(config, createLogger('notifier', config.LOG_LEVEL)),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  app.connectMicroservice<MicroserviceOptions>({ strategy: new RequestServer({ servers: [config.NATS_URL] }) });
  await app.startAllMicroservices();
  return app.init();
}

export async function startTestNotifier({ isOnlyWorld = false }: TestNotifierOptions = {}): Promise<TestNotifier> {
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  await provisionStreams({ url: nats.url, name: 'test' });
  const config: NotifierConfig = {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: 10,
    SECRET_KEY: randomBytes(32).toString('base64'),
    EGRESS_ALLOW: 'internal,127.0.0.0/8',
    EGRESS_DENY: '',
    EGRESS_DENY_OWN_NETWORKS: 'true',
    PUBLIC_URL: 'https://status.example/',
  };
  const app = isOnlyWorld
    ? await NestFactory.createApplicationContext(worldModule(config), { logger: false, abortOnError: false })
    : await startApp(config);
  const world = new TestWorld(app.get(DataSource), app.get(SecretBox), app.get(MessageBus));
  const stop = async (): Promise<void> => {
    await app.close();
    await database.drop();
    await nats.stop();
  };
  return { app, config, world, stop };
}
