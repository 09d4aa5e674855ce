import type { DashboardBrowser } from '../../browser/dashboard-browser.js';
import { readTabMemory, type TabMemory } from '../../browser/renderer-memory.js';
import { pause } from '../../system/pause.js';

const SAMPLES = 10;
const MEBIBYTE = 1_048_576;

export interface MemoryAt extends TabMemory {
  readonly seconds: number;
  readonly updates: number;
}

/** The overview stays open while live updates arrive, in the page that was used before; says now and then what the tab takes. */
export async function watchLive(
  visitor: DashboardBrowser,
  { durationMs, signal, say }: { durationMs: number; signal: AbortSignal; say: (sentence: string) => void },
): Promise<MemoryAt[]> {
  await visitor.goTo('/');
  const startedMs = performance.now();
  const samples: MemoryAt[] = [];
  for (let n = 0; n <= SAMPLES; n++) {
    await pause(startedMs + (durationMs * n) / SAMPLES - performance.now(), signal);
    const sample = {
      seconds: (performance.now() - startedMs) / 1_000,
      updates: await visitor.updates(),
      ...(await readTabMemory(visitor.browser, visitor.page)),
    };
    samples.push(sample);
    say(describeMemory(sample));
  }
  return samples;
}

const megabytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1).padStart(6);

const describeMemory = ({ seconds, updates, privateBytes, residentBytes, heapBytes }: MemoryAt): string =>
  `after ${seconds.toFixed(0).padStart(3)} s and ${String(updates).padStart(6)} updates: private ${megabytes(privateBytes)} MB, ` +
  `resident ${megabytes(residentBytes)} MB, heap ${megabytes(heapBytes)} MB`;
