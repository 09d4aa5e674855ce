import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { type NatsServer, type PostgresServer, startNatsServer, startPostgres } from '@wakeful/launching';
import { provisionStreams } from '@wakeful/messaging';
import { runMigrations } from '@wakeful/persistence';
import { waitFor } from '@wakeful/testing';
import { pino } from 'pino';
import { readSchedulerConfig } from './config.js';
import { SchedulerModule } from './scheduler.module.js';

let folder: string;
let postgres: PostgresServer;
let nats: NatsServer;
let scheduler: { close(): Promise<void> };
const lines: string[] = [];
const sink = new Writable({
  write: (line: Buffer, _encoding, done) => {
    const { level, msg, err } = JSON.parse(line.toString()) as {
      level: string;
      msg: string;
      err?: { message: string };
    };
    lines.push(`${level}: ${msg}${err ? ` (${err.message})` : ''}`);
    done();
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wakeful-outages-'));
  [postgres, nats] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), durability: 'throwaway' }),
    startNatsServer({ storeDir: join(folder, 'nats') }),
  ]);
  await Promise.all([runMigrations(postgres.url()), provisionStreams({ url: nats.url, name: 'test' })]);
  const config = readSchedulerConfig({ PORT: '0', NATS_URL: nats.url, DATABASE_URL: postgres.url() });
  const logger = pino({ level: 'info', formatters: { level: (label) => ({ level: label }) } }, sink);
  scheduler = await NestFactory.createApplicationContext(SchedulerModule.forRoot(config, logger), { logger: false });
});
afterAll(async () => {
  await scheduler.close();
  await Promise.all([postgres.stop(), nats.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const isLogged = (text: string) => () => lines.some((line) => line.includes(text));

describe('the log of a scheduler', () => {
  it.each([
    {
      name: 'Postgres',
      restart: async () => {
        const { port, dataDir } = postgres;
        await postgres.stop();
        await waitFor(isLogged('Postgres is away'), { what: 'the loss to be noticed' });
        postgres = await startPostgres({ dataDir, port, durability: 'throwaway' });
      },
    },
    {
      name: 'NATS',
      restart: async () => {
        const { port, storeDir } = nats;
        nats.kill('SIGKILL');
        await nats.exited;
        await waitFor(isLogged('NATS is away'), { what: 'the loss to be noticed' });
        nats = await startNatsServer({ storeDir, port });
      },
    },
  ])(
    'has one line when $name goes away and one when it is back',
    async ({ name, restart }) => {
      lines.length = 0;
      await restart();
      await waitFor(isLogged(`${name} is back`), { what: `${name} to be back`, timeoutMs: 20_000 });
      expect(lines).toEqual([
        expect.stringMatching(`^warn: ${name} is away \\(.+\\)\\. Everything that needs it is tried again`),
        expect.stringMatching(`^info: ${name} is back after \\d+\\.\\d s\\.$`),
      ]);
    },
    60_000,
  );
});
