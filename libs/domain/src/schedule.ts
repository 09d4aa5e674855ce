import { createHash } from 'node:crypto';

/** The regular slots of a monitor: all times t (epoch milliseconds) with t ≡ phase (mod interval). */
export interface SlotGrid {
  intervalMs: number;
  phaseMs: number;
}

/** A period in which a monitor had one schedule. Its first slot is `fromMs` itself. */
export interface SchedulePeriod extends SlotGrid {
  fromMs: number;
  /** null: ongoing. */
  untilMs: number | null;
}

/**
 * How long after a slot its result may arrive without being late: the longest wait for its check to start (the interval
 * if shorter), the probe's timeout, and …
 */
export const MAX_WAIT_MS = 600_000;
/** … the time for the result to be stored. */
export const STORE_ALLOWANCE_MS = 30_000;

/** A monitor's own place in its interval: evenly spread by a hash of its id, and the same after every restart. */
export function phaseMsOf(monitorId: string, intervalMs: number): number {
  return createHash('sha256').update(monitorId).digest().readUIntBE(0, 6) % intervalMs;
}

/** The first slot of the grid after `timeMs`. */
export function slotAfter(grid: SlotGrid, timeMs: number): number {
  return timeMs - modulo(timeMs - grid.phaseMs, grid.intervalMs) + grid.intervalMs;
}

/** The last slot of the grid at or before `timeMs`. */
export function slotAtOrBefore(grid: SlotGrid, timeMs: number): number {
  return timeMs - modulo(timeMs - grid.phaseMs, grid.intervalMs);
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

/** Which slot to run for a monitor that is due, and when it is due again. */
export interface DueSlot {
  slotMs: number;
  nextDueMs: number;
  /** Slots in between that are past and will not run: they become gaps. */
  skippedSlots: number;
}

/**
 * Decides what to run at `nowMs` for a monitor whose next slot was `dueMs` (at or before now): that slot while it is
 * younger than an interval, else the newest slot of the grid. Everything older was missed while nothing ran.
 */
export function dueSlot(grid: SlotGrid, dueMs: number, nowMs: number): DueSlot {
  if (nowMs - dueMs < grid.intervalMs) return { slotMs: dueMs, nextDueMs: slotAfter(grid, dueMs), skippedSlots: 0 };
  const slotMs = slotAtOrBefore(grid, nowMs);
  const skippedSlots = 1 + Math.round((slotMs - slotAfter(grid, dueMs)) / grid.intervalMs);
  return { slotMs, nextDueMs: slotMs + grid.intervalMs, skippedSlots };
}

/** The slots of a period within [fromMs, untilMs), in order. */
export function slotsWithin(period: SchedulePeriod, fromMs: number, untilMs: number): number[] {
  const endMs = Math.min(untilMs, period.untilMs ?? Infinity);
  const slots: number[] = [];
  if (period.fromMs >= fromMs && period.fromMs < endMs) slots.push(period.fromMs);
  for (let slot = slotAfter(period, Math.max(period.fromMs, fromMs - 1)); slot < endMs; slot += period.intervalMs) {
    slots.push(slot);
  }
  return slots;
}

/** The number of slots of a period within [fromMs, untilMs). */
export function countSlotsWithin(period: SchedulePeriod, fromMs: number, untilMs: number): number {
  const endMs = Math.min(untilMs, period.untilMs ?? Infinity);
  const isFirstWithin = period.fromMs >= fromMs && period.fromMs < endMs;
  const firstOnGridMs = slotAfter(period, Math.max(period.fromMs, fromMs - 1));
  const onGrid = firstOnGridMs < endMs ? Math.ceil((endMs - firstOnGridMs) / period.intervalMs) : 0;
  return onGrid + (isFirstWithin ? 1 : 0);
}
