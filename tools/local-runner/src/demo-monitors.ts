import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayClient, NewMonitor } from './gateway-client.js';

interface DemoRecord {
  targetUrl: string;
  /** By page; null when the page had a monitor before. */
  monitors: Record<string, string | null>;
}

const PAGES: readonly { page: string; name: string; intervalSeconds: number }[] = [
  { page: 'healthy', name: 'Demo: a healthy page', intervalSeconds: 5 },
  { page: 'slow', name: 'Demo: a slow page', intervalSeconds: 10 },
  { page: 'flapping', name: 'Demo: a flapping page', intervalSeconds: 5 },
  { page: 'broken', name: 'Demo: a broken page', intervalSeconds: 10 },
];

/**
 * Creates the monitors of the demo pages on the first run only: who deletes one does not want it back. When the demo
 * target had to move to another port, the monitors follow it.
 */
export async function ensureDemoMonitors(client: GatewayClient, targetUrl: string, dataDir: string): Promise<void> {
  const file = join(dataDir, 'demo-monitors.json');
  const known = await readRecord(file);
  if (known?.targetUrl === targetUrl) return;
  const monitors = known?.monitors ?? {};
  for (const { page, name, intervalSeconds } of PAGES) {
    const url = `${targetUrl}/${page}`;
    const id = monitors[page];
    if (id) await client.moveMonitor(id, url);
    else if (!known) monitors[page] = await client.createMonitor(demoMonitor(name, url, intervalSeconds));
  }
  await writeFile(file, `${JSON.stringify({ targetUrl, monitors } satisfies DemoRecord, null, 2)}\n`);
}

function demoMonitor(name: string, url: string, intervalSeconds: number): NewMonitor {
  return { name, url, intervalSeconds, tags: ['demo'] };
}

async function readRecord(file: string): Promise<DemoRecord | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoRecord;
  } catch {
    return null;
  }
}
