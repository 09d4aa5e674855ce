// `npm run smoke -- <url>`: whether a running Wakeful does what it is for. Reads its status, creates a monitor, checks it,
// waits for the stored result of the scheduled check, and deletes the monitor. Needs no build and no other package.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const help = `npm run smoke -- <url of the gateway> [options]

  --target URL      the page that the monitor checks (the gateway's own address); a checker has to be allowed to reach it
  --key-file FILE   an API key that may change monitors; WAKEFUL_API_KEY is the other way to give it
  --timeout SECONDS for all of it (120)
`;

/** What was expected and did not come. */
class SmokeError extends Error {
  code = 'SMOKE_FAILED';
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      'key-file': { type: 'string' },
      timeout: { type: 'string', default: '120' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { help: true };
  const [url] = positionals;
  if (!url || !URL.canParse(url)) throw new SmokeError(`Say which gateway to test.\n\n${help}`);
  const key = values['key-file'] ? readFileSync(values['key-file'], 'utf8').trim() : process.env.WAKEFUL_API_KEY;
  if (!key) throw new SmokeError('An API key is needed: set WAKEFUL_API_KEY, or name a file with --key-file.');
  const timeoutMs = Number(values.timeout) * 1000;
  if (!(timeoutMs > 0)) throw new SmokeError('--timeout is a number of seconds.');
  return { base: new URL(url), key, target: values.target ?? url, deadline: AbortSignal.timeout(timeoutMs) };
}

class Api {
  constructor({ base, key, deadline }) {
    Object.assign(this, { base, key, deadline });
  }

  /** The parsed answer; throws unless the status is the expected one. */
  async ask(method, path, { expect, body } = {}) {
    const response = await fetch(new URL(`/api/v1${path}`, this.base), {
      method,
      signal: this.deadline,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== expect) {
      throw new SmokeError(`${method} ${path}: expected ${expect}, got ${response.status}. ${text.slice(0, 500)}`);
    }
    return text ? JSON.parse(text) : null;
  }
}

const steps = [
  {
    name: 'every kind of service is up',
    async run({ api }) {
      // A gateway that has just started hears of the others within seconds.
      await poll(api, async () => {
        const { services } = await api.ask('GET', '/system/status', { expect: 200 });
        const up = new Set(services.filter(({ state }) => state !== 'missing').map(({ service }) => service));
        const missing = ['gateway', 'scheduler', 'checker', 'recorder'].filter((name) => !up.has(name));
        return { done: missing.length === 0, waitsFor: `an instance of ${missing.join(', ')}` };
      });
    },
  },
  {
    name: 'a monitor can be created',
    async run(state) {
      // Of its own for each run, as a URL is monitored once.
      const url = new URL(state.target);
      url.searchParams.set('wakeful-smoke', crypto.randomUUID());
      const body = { name: 'Smoke test', url: url.href, intervalSeconds: 5, timeoutMs: 4_000, debugOnDown: false };
      state.monitor = await state.api.ask('POST', '/monitors', { expect: 201, body });
    },
  },
  {
    name: 'a check on request finds it up',
    async run({ api, monitor }) {
      mustBeUp(await api.ask('POST', `/monitors/${monitor.id}/check`, { expect: 200 }));
    },
  },
  {
    name: 'a scheduled check is stored',
    async run({ api, monitor }) {
      const scheduled = await poll(api, async () => {
        const { items } = await api.ask('GET', `/monitors/${monitor.id}/checks?limit=50`, { expect: 200 });
        return { done: items.find(({ trigger }) => trigger === 'schedule'), waitsFor: 'its result' };
      });
      mustBeUp(scheduled);
    },
  },
  {
    name: 'the monitor can be deleted',
    async run(state) {
      const path = `/monitors/${state.monitor.id}`;
      await state.api.ask('DELETE', path, { expect: 204 });
      state.monitor = undefined;
      await state.api.ask('GET', path, { expect: 404 });
    },
  },
];

/** Asks until there is an answer or the time is up. */
async function poll(api, ask) {
  for (;;) {
    const { done, waitsFor } = await ask();
    if (done) return done;
    await delay(500);
    if (api.deadline.aborted) throw new SmokeError(`${waitsFor} did not come in time.`);
  }
}

function mustBeUp({ status, message, reason }) {
  if (status !== 'up' && status !== 'degraded') {
    throw new SmokeError(`The check ended as ${status}: ${message ?? reason ?? 'no reason given'}.`);
  }
}

async function run(options) {
  const state = { ...options, api: new Api(options) };
  try {
    for (const { name, run: step } of steps) {
      const startedMs = performance.now();
      try {
        await step(state);
      } catch (error) {
        const why =
          error.name === 'TimeoutError' ? 'there was no answer in time.' : (error.cause?.message ?? error.message);
        throw new SmokeError(`FAIL ${name}: ${why}`, { cause: error });
      }
      console.log(`ok   ${name} (${Math.round(performance.now() - startedMs)} ms)`);
    }
  } finally {
    if (state.monitor) await removeAfterFailure(state);
  }
}

/** The deadline may have passed, so this has one of its own. */
async function removeAfterFailure({ base, key, monitor }) {
  const api = new Api({ base, key, deadline: AbortSignal.timeout(10_000) });
  try {
    await api.ask('DELETE', `/monitors/${monitor.id}`, { expect: 204 });
  } catch (error) {
    console.error(`The monitor ${monitor.id} of this test could not be deleted: ${error.message}`);
  }
}

try {
  const options = readArguments();
  if (options.help) console.log(help);
  else await run(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
