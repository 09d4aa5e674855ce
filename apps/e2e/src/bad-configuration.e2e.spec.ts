import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LaunchedProcess, type ProcessExit } from '@wakeful/launching';
import { repoRoot } from './test-system.fixture.js';

const MARK = 'abc-secret-value';
const MISSING = undefined;

const COMPLETE: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOST: '127.0.0.1',
  PORT: '0',
  NATS_URL: 'nats://127.0.0.1:9',
  DATABASE_URL: 'postgres://127.0.0.1:9/nowhere',
  SECRET_KEY: randomBytes(32).toString('base64'),
};

/** What is wrong, by service. The values are such as must not reach a log. */
const FAULTS: Record<string, readonly [variable: string, value: string | undefined][]> = {
  gateway: [
    ['NATS_URL', MISSING],
    ['NATS_URL', `http://user:${MARK}@broker`],
    ['DATABASE_URL', MISSING],
    ['DATABASE_URL', `mysql://root:${MARK}@db/wakeful`],
    ['SECRET_KEY', MISSING],
    ['SECRET_KEY', MARK],
    ['NATS_CA', MARK],
    ['BOOTSTRAP_API_KEY', MARK],
  ],
  scheduler: [
    ['NATS_URL', MISSING],
    ['DATABASE_URL', `//${MARK}`],
    ['DATABASE_POOL_SIZE', MARK],
    ['SCHEDULER_CLAIM_LIMIT', MARK],
  ],
  checker: [
    ['NATS_URL', `redis://:${MARK}@cache`],
    ['SECRET_KEY', MISSING],
    ['SECRET_KEY', `${COMPLETE['SECRET_KEY']},${MARK}`],
    ['CHECKER_CONCURRENCY', MARK],
    ['CHECKER_LOCATION', `Not a name: ${MARK}`],
    ['EGRESS_ALLOW', MARK],
  ],
  recorder: [
    ['NATS_URL', MISSING],
    ['DATABASE_URL', MISSING],
    ['RETENTION_DAYS', MARK],
    ['PORT', MARK],
    ['LOG_LEVEL', MARK],
  ],
};

async function runService(service: string, env: NodeJS.ProcessEnv): Promise<ProcessExit & { output: string }> {
  const lines: string[] = [];
  const launched = await LaunchedProcess.launch(process.execPath, [join(repoRoot, 'apps', service, 'dist/main.js')], {
    cwd: repoRoot,
    env,
    onLine: (line) => lines.push(line),
  });
  const exit = await launched.exited;
  return { ...exit, output: lines.join('\n') };
}

describe.each(Object.entries(FAULTS))('the %s', (service, faults) => {
  it('refuses to start with a missing or wrong variable: it names the variable, never the value', async () => {
    const runs = await Promise.all(
      faults.map(async ([variable, value]) => ({
        variable,
        ...(await runService(service, { ...COMPLETE, [variable]: value })),
      })),
    );
    for (const { variable, code, output } of runs) {
      expect({ variable, code }).toEqual({ variable, code: 1 });
      expect(output).toContain(variable);
      expect(output).not.toContain(MARK);
      expect(output).not.toMatch(/\n +at /);
    }
  }, 60_000);

  it('names every variable that is wrong at once', async () => {
    const wrong = Object.fromEntries(faults.map(([variable, value]) => [variable, value ?? MARK]));
    const { code, output } = await runService(service, { ...COMPLETE, ...wrong });
    expect(code).toBe(1);
    for (const variable of Object.keys(wrong)) expect(output).toContain(variable);
    expect(output).not.toContain(MARK);
  }, 60_000);
});
