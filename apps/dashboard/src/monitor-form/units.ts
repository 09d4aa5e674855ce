import type { NumberText } from './form-state.js';

/** How many of the API's unit one of the page's unit is: milliseconds of a second, bytes of a mebibyte. */
export const unitFactors = { s: 1, days: 1, seconds: 1_000, MiB: 1_048_576 } as const;
export type Unit = keyof typeof unitFactors;

/** The amount of the API in the unit of the page. Text that is no number stays as it is. */
export const typedAmount = (stored: NumberText, factor: number): NumberText =>
  typeof stored === 'number' && !Number.isNaN(stored) ? stored / factor : stored;

/** What was typed in the unit of the API; its amounts are whole numbers. */
export function storedAmount(typed: NumberText, factor: number): NumberText {
  if (typeof typed === 'string' && typed.trim() === '') return typed;
  const amount = Number(typed) * factor;
  if (Number.isNaN(amount)) return typed;
  return factor === 1 ? amount : Math.round(amount);
}
