import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { debugCompletedV1, debugRunV2 } from '@wakeful/contracts';
import { freePort, LaunchedProcess, type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createLogger } from '@wakeful/platform';
import { aProbeSpec, waitFor } from '@wakeful/testing';
import { processesOf } from './browser/process-tree.js';
import { html, Pages } from './pages.fixture.js';
import { temporaryFolder } from './temporary-folder.fixture.js';

/** Every run of the tests does a few; for the long one: `WAKEFUL_SOAK_SESSIONS=200`. */
const SESSIONS = Number(process.env['WAKEFUL_SOAK_SESSIONS'] ?? 8);
/** Until then code is compiled and the heap finds its size. */
const WARM_UP_SESSIONS = Math.min(40, SESSIONS / 2);
const MAX_GROWTH = 1.2;
const SOAK_MS = 900_000;

let nats: NatsServer;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let bus: MessageBus;
beforeAll(async () => {
  nats = await startNatsServer();
  await provisionStreams({ url: nats.url, name: 'test' });
  connection = await connectToNats({ url: nats.url, name: 'test' });
  bus = new MessageBus(connection, createLogger('test', 'fatal'));
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

/** On a signal what is no longer held is collected: without need Node would let 100 MB of it lie for minutes. */
const COLLECT_ON_SIGNAL = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  const file = process.env.TMPDIR + '/collected';
  process.on('SIGUSR2', () => { gc(); writeFileSync(file, ''); });`)}`;

/** What a service holds on to. */
async function residentMb(pid: number, folder: string): Promise<number> {
  const file = join(folder, 'collected');
  process.kill(pid, 'SIGUSR2');
  await waitFor(() => existsSync(file), { what: 'the garbage collection' });
  rmSync(file);
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

describe('many sessions in a row', () => {
  it(
    'leave no process and no folder, and the service does not grow',
    async () => {
      using temp = temporaryFolder();
      await using pages = await Pages.serve({ '/': html('<h1>Shop</h1>') });
      const service = await LaunchedProcess.launch(
        process.execPath,
        [
          ...['--max-semi-space-size=4', '--expose-gc', '--import', COLLECT_ON_SIGNAL],
          join(import.meta.dirname, '../dist/main.js'),
        ],
        {
          env: {
            ...process.env,
            TMPDIR: temp.path,
            PORT: String(await freePort()),
            HOST: '127.0.0.1',
            NATS_URL: nats.url,
            SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
            EGRESS_ALLOW: '127.0.0.0/8',
            LOG_LEVEL: 'warn',
          },
        },
      );
      try {
        const ended = new Map<string, boolean>();
        const subscription = bus.subscribeCore(debugCompletedV1, ({ sessionId, summary }) => {
          if (summary) ended.set(sessionId, summary.isSuccess);
        });
        const run = async (count: number): Promise<void> => {
          const before = ended.size;
          for (let n = 0; n < count; n++) {
            await bus.publish(debugRunV2, {
              sessionId: randomUUID(),
              monitorId: randomUUID(),
              moment: 'manual',
              requestedAt: new Date().toISOString(),
              spec: aProbeSpec({ url: pages.url() }),
            });
          }
          await waitFor(() => ended.size === before + count, {
            what: `the end of ${count} sessions`,
            timeoutMs: SOAK_MS,
            pollMs: 100,
          });
        };
        await run(WARM_UP_SESSIONS);
        const warmMb = await residentMb(service.pid, temp.path);
        await run(SESSIONS - WARM_UP_SESSIONS);
        subscription.close();
        expect([...ended.values()].filter((isSuccess) => !isSuccess)).toEqual([]);
        const mark = `WAKEFUL_DEBUG_SCRATCH=${temp.path}`;
        await waitFor(() => processesOf(null, mark).length === 0, { what: 'no process' });
        expect(temp.entries('wakeful-debug', /^\d+-/)).toEqual(['owner.json']);
        const endMb = await residentMb(service.pid, temp.path);
        process.stdout.write(
          `${SESSIONS} sessions: ${warmMb.toFixed(0)} MB at first, ${endMb.toFixed(0)} MB at the end\n`,
        );
        expect(endMb).toBeLessThan(warmMb * MAX_GROWTH);
      } finally {
        await service.stop('SIGTERM', 15_000);
      }
      expect(temp.entries('wakeful-debug')).toEqual([]);
    },
    SOAK_MS,
  );
});
