import {
  countStored,
  expectedSlots,
  schedulePeriods,
  storedFigures,
  type TimeRange,
} from '../database/stored-checks.js';
import { walBytes } from '../database/table-facts.js';
import type { CpuReading, MemorySample } from '../procfs/usage-sampler.js';
import { type BenchSystem, TARGET } from '../system/bench-system.js';
import { pause, waitUntil } from '../system/pause.js';
import type { Measurement, MemoryFigures, Percentiles } from './measurement.js';
import { type Histogram, histogramBetween, percentileOf } from './prometheus-text.js';

const MEBIBYTE = 1_048_576;
/** How long results of the window's last slots may take; what comes later is missing. */
const TAIL_TIMEOUT_MS = 8_000;
const STORE_LAG = 'wakeful_store_lag_seconds';
const PUBLISH_LAG = 'wakeful_schedule_lag_seconds';

interface Reading {
  readonly atMs: number;
  readonly monotonicUs: number;
  readonly cpu: CpuReading;
  readonly memory: MemorySample;
  readonly publishLag: Histogram;
  readonly storeLag: Histogram;
  readonly walBytes: number;
}

/** Measures the load that runs, from now on and for so long; then waits for the results of the last slots. */
export async function measure(bench: BenchSystem, durationMs: number): Promise<Measurement> {
  const before = await read(bench);
  await pause(before.atMs + durationMs - Date.now(), bench.signal);
  const after = await read(bench);
  const window = { fromMs: before.atMs, untilMs: after.atMs };
  const expected = expectedSlots(await schedulePeriods(bench.database), window);
  await waitUntil(async () => (await countStored(bench.database, window)) >= expected, {
    timeoutMs: TAIL_TIMEOUT_MS,
    everyMs: 500,
    signal: bench.signal,
  });
  return figures(bench, window, expected, { before, after });
}

async function read({ usage, metrics, database }: BenchSystem): Promise<Reading> {
  const [scheduler, recorder, wal] = await Promise.all([
    metrics.read('scheduler'),
    metrics.read('recorder'),
    walBytes(database),
  ]);
  return {
    atMs: Date.now(),
    monotonicUs: Number(process.hrtime.bigint() / 1000n),
    cpu: usage.readCpu(),
    memory: usage.readMemory(),
    publishLag: scheduler.histogram(PUBLISH_LAG),
    storeLag: recorder.histogram(STORE_LAG),
    walBytes: wal,
  };
}

async function figures(
  bench: BenchSystem,
  window: TimeRange,
  expected: number,
  { before, after }: { before: Reading; after: Reading },
): Promise<Measurement> {
  const checks = await storedFigures(bench.database, window);
  const seconds = (window.untilMs - window.fromMs) / 1000;
  const thousands = Math.max(checks.stored, 1) / 1000;
  const cpuSeconds = Object.entries(after.cpu.byProcess).map(([name, value]): [string, number] => [
    name,
    value - (before.cpu.byProcess[name] ?? 0),
  ]);
  const ownSeconds = cpuSeconds.reduce((sum, [, value]) => sum + value, 0);
  const targetSeconds = cpuSeconds.find(([name]) => name === TARGET)?.[1] ?? 0;
  return {
    monotonicUs: { from: before.monotonicUs, until: after.monotonicUs },
    seconds,
    expected,
    offeredPerSecond: expected / seconds,
    storedPerSecond: checks.stored / seconds,
    checks,
    publishLagMs: percentilesMs(histogramBetween(before.publishLag, after.publishLag)),
    storeLagMs: percentilesMs(histogramBetween(before.storeLag, after.storeLag)),
    cpuSecondsPer1000: Object.fromEntries(cpuSeconds.map(([name, value]) => [name, value / thousands])),
    totalCpuSecondsPer1000: (ownSeconds - targetSeconds) / thousands,
    memory: memoryFigures([before.memory, ...bench.usage.samplesBetween(window.fromMs, window.untilMs), after.memory]),
    walBytesPerCheck: (after.walBytes - before.walBytes) / (thousands * 1000),
    busyCores: {
      own: ownSeconds / seconds,
      others: Math.max(0, (after.cpu.machineSeconds - before.cpu.machineSeconds - ownSeconds) / seconds),
    },
  };
}

function percentilesMs(seconds: Histogram): Percentiles {
  const milliseconds = (quantile: number): number | null => {
    const value = percentileOf(seconds, quantile);
    return value === null ? null : value * 1000;
  };
  return { p50: milliseconds(0.5), p99: milliseconds(0.99) };
}

/** Start, peak and end of each process's memory. Start and end are medians of a few seconds: a heap goes up and down. */
function memoryFigures(samples: readonly MemorySample[]): Record<string, MemoryFigures> {
  const names = Object.keys(samples.at(-1)?.bytes ?? {});
  const few = Math.max(1, Math.min(10, Math.floor(samples.length / 3)));
  return Object.fromEntries(
    names.map((name) => {
      const values = samples.map((sample) => (sample.bytes[name] ?? 0) / MEBIBYTE);
      const startMb = median(values.slice(0, few));
      return [name, { startMb, peakMb: Math.max(...values), endMb: median(values.slice(-few)) }];
    }),
  );
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
