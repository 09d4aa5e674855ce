import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckNowResult, MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { Client } from 'pg';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly scheduledAt: string;
}

let running: TestSystem;
let target: Target;
let monitor: MonitorResponse;
let admin: Client;
beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem(), startTarget()]);
  monitor = await running.api.createMonitor({ name: 'Shop', url: target.url, intervalSeconds: 3_600 });
  admin = new Client({ connectionString: running.system.databaseUrl });
  await admin.connect();
  await admin.query('SET default_transaction_read_only = off');
}, 180_000);
afterAll(async () => {
  await admin.end();
  await running[Symbol.asyncDispose]();
  await target.close();
}, 60_000);

const headers = () => ({ authorization: `Bearer ${running.system.apiKey}` });
async function checkNow(): Promise<Answer> {
  const response = await fetch(`${running.system.gatewayUrl}/api/v1/monitors/${monitor.id}/check`, {
    method: 'POST',
    headers: headers(),
  });
  const { scheduledAt = '' } = (await response.json()) as Partial<CheckNowResult>;
  return { status: response.status, location: response.headers.get('location'), scheduledAt };
}

/** As around a failover: new sessions cannot write, and there are only new sessions. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const { rows } = await admin.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  await admin.query(`ALTER DATABASE ${rows[0]!.name} SET default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`);
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

const storedAt = async ({ location }: Answer): Promise<string[]> => {
  const response = await fetch(new URL(location!, running.system.gatewayUrl), { headers: headers() });
  return ((await response.json()) as { items: { scheduledAt: string }[] }).items.map(({ scheduledAt }) => scheduledAt);
};

describe('"check now" while Postgres takes no writes for a time', () => {
  const answers: Answer[] = [];

  it('answers 200 before and after, and never in between', async () => {
    answers.push(await checkNow());
    expect(answers.map(({ status }) => status)).toEqual([200]);
    await setReadOnly(true);
    const meanwhile = await Promise.all(Array.from({ length: 10 }, () => checkNow()));
    expect(meanwhile.filter(({ status }) => status === 200)).toEqual([]);
    answers.push(...meanwhile);
    await setReadOnly(false);
    await waitFor(
      async () => {
        const answer = await checkNow();
        answers.push(answer);
        return answer.status === 200;
      },
      { what: 'a check to be stored again', timeoutMs: 60_000 },
    );
    expect(new Set(answers.map(({ status }) => status))).toContain(202);
  }, 120_000);

  it('has stored every result that it answered 200 for, and in the end what it accepted', async () => {
    for (const answer of answers.filter(({ status }) => status === 200)) {
      expect(await storedAt(answer)).toEqual([answer.scheduledAt]);
    }
    for (const answer of answers.filter(({ status }) => status === 202)) {
      await waitFor(async () => (await storedAt(answer)).includes(answer.scheduledAt), {
        what: `the check of ${answer.scheduledAt}`,
        timeoutMs: 60_000,
      });
    }
  }, 120_000);
});
