import type { NumberText } from './form-state.js';

const isBlank = (typed: NumberText): boolean => typeof typed === 'string' && typed.trim() === '';

/** NaN for an empty field, which no schema accepts as a number. */
export const numberOf = (typed: NumberText): number => (isBlank(typed) ? Number.NaN : Number(typed));

export const numberOrNull = (typed: NumberText): number | null => (isBlank(typed) ? null : Number(typed));

export const numberOrAbsent = (typed: NumberText): number | undefined => (isBlank(typed) ? undefined : Number(typed));
