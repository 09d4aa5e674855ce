import type { Measurement } from '../measuring/measurement.js';
import type { FinalAccounts } from '../measuring/settle-accounts.js';
import { type Verdict, verdict } from './scenario.js';

const MAX_CPU_SECONDS_PER_1000 = 0.4;
const MAX_BYTES_PER_CHECK = 120;

/** Grid slots do not divide evenly into seconds: a window of a minute may hold a few less than the rate. */
const RATE_TOLERANCE = 0.999;

export function throughputVerdict(measurement: Measurement, wantedPerSecond: number): Verdict {
  const { storedPerSecond, offeredPerSecond, seconds } = measurement;
  return verdict(
    `checks stored per second, for ${seconds.toFixed(0)} s`,
    `${storedPerSecond.toFixed(0)} of ${offeredPerSecond.toFixed(0)} offered`,
    String(wantedPerSecond),
    storedPerSecond >= wantedPerSecond * RATE_TOLERANCE,
  );
}

export const cpuVerdict = ({ totalCpuSecondsPer1000 }: Measurement): Verdict =>
  verdict(
    'CPU-seconds per 1,000 checks, target apart',
    totalCpuSecondsPer1000.toFixed(3),
    `${MAX_CPU_SECONDS_PER_1000} at most`,
    totalCpuSecondsPer1000 <= MAX_CPU_SECONDS_PER_1000,
  );

export const bytesVerdict = ({ bytesPerCheck }: FinalAccounts): Verdict =>
  verdict(
    'bytes on disk per check, indexes included',
    bytesPerCheck?.toFixed(0) ?? 'nothing stored',
    `${MAX_BYTES_PER_CHECK} at most`,
    bytesPerCheck !== null && bytesPerCheck <= MAX_BYTES_PER_CHECK,
  );

/** Every check that the target saw is stored once, and every slot is stored or an explicit gap. */
export function accountsVerdict(accounts: FinalAccounts): Verdict {
  const { lost, invented, unaccounted, repeated, isDrained, slots } = accounts;
  const parts = [
    `${lost} lost`,
    `${invented} invented`,
    `${unaccounted} slots unaccounted for`,
    `${repeated} probed twice`,
    slots.inGaps === null ? `${slots.leftOut} left out` : `${slots.inGaps} in gaps`,
    ...(isDrained ? [] : ['not drained in time']),
  ];
  return verdict(
    'compared with the target and the schedule',
    parts.join(', '),
    'nothing lost or invented',
    lost === 0 && invented === 0 && unaccounted === 0 && isDrained,
  );
}

export function falseDownVerdict(measurements: readonly Measurement[], accounts: FinalAccounts): Verdict {
  const down = measurements.reduce((sum, { checks }) => sum + checks.down, 0);
  const unknown = measurements.reduce((sum, { checks }) => sum + checks.unknown, 0);
  return verdict(
    'false alarms (the target was healthy)',
    `${down} checks down, ${accounts.downtimeWindows} windows, ${unknown} checks unknown`,
    'none down',
    down === 0 && accounts.downtimeWindows === 0,
  );
}
