import type { FieldProblem } from '@wakeful/contracts';
import type { z } from 'zod';

/**
 * What else is wrong with an input whose shape is wrong, by its schema: rules over several fields, as far as their fields
 * can be read. So a sender hears of everything at once.
 */
export const rulesBeyondShape = new WeakMap<z.ZodType, (input: unknown) => FieldProblem[]>();
