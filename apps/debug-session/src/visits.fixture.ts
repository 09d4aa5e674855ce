import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkEvent, NO_SECRETS, type ProbeSecrets, type ProbeSpec } from '@wakeful/contracts';
import { parseEgressPolicy, ProbeNet, type ResolveHost } from '@wakeful/probing';
import { aProbeSpec } from '@wakeful/testing';
import { processesOf } from './browser/process-tree.js';
import { Scratch } from './browser/scratch.js';
import { type BrowserVisit, VisitWithBrowser } from './browser/visit-with-browser.js';
import { Redaction } from './capture/redaction.js';
import { type DebugSessionConfig, readDebugSessionConfig } from './config.js';

/** Every host name is this machine, unless it is named otherwise. */
const resolveTo =
  (hosts: Readonly<Record<string, readonly string[]>> = {}): ResolveHost =>
  (hostname) =>
    Promise.resolve(
      (hosts[hostname] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

export const testConfig = (overrides: NodeJS.ProcessEnv = {}): DebugSessionConfig =>
  readDebugSessionConfig({
    PORT: '0',
    NATS_URL: 'nats://127.0.0.1:4222',
    SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    ...(process.env['CHROMIUM_PATH'] && { CHROMIUM_PATH: process.env['CHROMIUM_PATH'] }),
    ...overrides,
  });

export interface VisitRequestOptions {
  spec?: Partial<ProbeSpec>;
  secrets?: Partial<ProbeSecrets>;
  signal?: AbortSignal;
}

/** Visits pages with real browsers, in a folder of its own that must be empty after each visit. */
export class TestVisits implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'wk-visits-'));
  readonly #scratch = new Scratch(this.folder);
  readonly #temp = process.env['TMPDIR'];
  readonly #visits: VisitWithBrowser;

  constructor(options: { resolve?: ResolveHost; env?: NodeJS.ProcessEnv; allow?: string } = {}) {
    this.#scratch.prepare();
    process.env['TMPDIR'] = this.#scratch.path;
    const policy = parseEgressPolicy(options.allow ?? 'internal,127.0.0.0/8', '10.66.0.0/16');
    const net = new ProbeNet(policy, { resolve: options.resolve ?? resolveTo() });
    this.#visits = new VisitWithBrowser(net, testConfig(options.env), this.#scratch);
  }

  async visit(url: string, { spec, secrets, signal }: VisitRequestOptions = {}): Promise<BrowserVisit> {
    const all = secrets ? { ...NO_SECRETS, ...secrets } : null;
    const visit = await this.#visits.run({
      runId: randomUUID(),
      spec: aProbeSpec({ url, ...spec }),
      secrets: all,
      redaction: new Redaction(all),
      signal: signal ?? new AbortController().signal,
    });
    for (const event of visit.seen?.events ?? []) networkEvent.parse(event);
    return visit;
  }

  /** Files and processes that visits left behind. */
  leftovers(): { files: string[]; processes: number } {
    const files = existsSync(this.#scratch.path) ? readdirSync(this.#scratch.path) : [];
    return {
      files: files.filter((name) => name !== 'owner.json'),
      processes: processesOf(null, `WAKEFUL_DEBUG_SCRATCH=${this.folder}`).length,
    };
  }

  [Symbol.dispose](): void {
    if (this.#temp === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = this.#temp;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a visit saw; fails when it saw nothing. */
export function seenBy(seen: BrowserVisit['seen']): NonNullable<BrowserVisit['seen']> {
  if (!seen) throw new Error('the visit saw nothing');
  return seen;
}
