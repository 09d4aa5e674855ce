import type { Measurement } from '../measuring/measurement.js';
import type { ScenarioResult } from '../scenarios/scenario.js';
import { costInB } from './in-bare-requests.js';
import { textTable } from './text-table.js';

const answer = (isReached: boolean | null): string => (isReached === null ? '' : isReached ? 'yes' : 'NO');

/** The table that the benchmark is for. */
export function verdictTable(results: readonly ScenarioResult[]): string {
  return textTable([
    ['scenario', 'figure', 'measured', 'wanted', 'reached'],
    ...results.flatMap(({ scenario, verdicts }) =>
      verdicts.map((one) => [scenario, one.figure, one.measured, one.wanted ?? '', answer(one.isReached)]),
    ),
  ]);
}

/**
 * Everything that was measured under one load, for people.
 * @param bare CPU-seconds of 1,000 bare requests, {@link costInB}
 */
export function describeMeasurement(measurement: Measurement, bare: number): string {
  const { checks, publishLagMs, storeLagMs, cpuSecondsPer1000, memory, busyCores } = measurement;
  const ms = (value: number | null): string => (value === null ? '-' : `${value.toFixed(value < 10 ? 2 : 0)} ms`);
  const lines = [
    `${measurement.storedPerSecond.toFixed(0)} checks a second stored of ${measurement.offeredPerSecond.toFixed(0)} due, for ${measurement.seconds.toFixed(0)} s`,
    `up ${checks.up}, degraded ${checks.degraded}, down ${checks.down}, unknown ${checks.unknown}, not stored ${measurement.expected - checks.stored}`,
    `due → probe begins: p50 ${ms(checks.lagMs.p50)}, p99 ${ms(checks.lagMs.p99)}, max ${ms(checks.lagMs.max)}`,
    `due → published: p50 ${ms(publishLagMs.p50)}, p99 ${ms(publishLagMs.p99)}`,
    `check → stored: p50 ${ms(storeLagMs.p50)}, p99 ${ms(storeLagMs.p99)}`,
    `response time: p50 ${ms(checks.responseMs.p50)}, p99 ${ms(checks.responseMs.p99)}`,
    `write-ahead log: ${measurement.walBytesPerCheck.toFixed(0)} bytes a check`,
    `busy processors: ${busyCores.own.toFixed(2)} with this, ${busyCores.others.toFixed(2)} with something else`,
  ];
  const processes = textTable([
    ['process', 'CPU-s per 1,000', 'in B', 'cores', 'MB at start', 'MB at peak', 'MB at end'],
    ...Object.entries(cpuSecondsPer1000).map(([name, cpu]) => {
      const { startMb = 0, peakMb = 0, endMb = 0 } = memory[name] ?? {};
      const cores = (cpu * measurement.storedPerSecond) / 1000;
      return [
        name,
        cpu.toFixed(4),
        costInB(cpu, bare),
        cores.toFixed(2),
        ...[startMb, peakMb, endMb].map((mb) => mb.toFixed(0)),
      ];
    }),
    ['total without the target', ...totalOf(measurement, bare)],
  ]);
  return [...lines, processes].join('\n');
}

const totalOf = ({ totalCpuSecondsPer1000 }: Measurement, bare: number): string[] => [
  totalCpuSecondsPer1000.toFixed(4),
  costInB(totalCpuSecondsPer1000, bare),
];
