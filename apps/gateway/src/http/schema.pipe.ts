import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type FieldProblem, fieldProblems, issueSentence } from '@wakeful/contracts';
import { z } from 'zod';
import { InvalidRequestError, NotFoundError } from './request-error.js';

/**
 * What else is wrong with an input whose shape is wrong, by its schema: rules over several fields, as far as their fields
 * can be read. So a sender hears of everything at once.
 */
export const rulesBeyondShape = new WeakMap<z.ZodType, (input: unknown) => FieldProblem[]>();

/**
 * Texts that Postgres cannot store: with a NUL character, or with half of a surrogate pair. Every text that comes in is
 * looked at, so that no schema has to think of it.
 */
export function unstorableTexts(value: unknown, path: readonly PropertyKey[] = []): FieldProblem[] {
  if (typeof value === 'string') {
    const isStorable = !value.includes('\0') && value.isWellFormed();
    return isStorable
      ? []
      : [{ path: path.map(String).join('.'), message: 'must not contain NUL or invalid characters' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...unstorableTexts(key, [...path, key]),
    ...unstorableTexts(item, [...path, key]),
  ]);
}

/** Validates what carries a zod schema, as in `@Body({ schema })`, and hands on what the schema makes of it. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    const result = schema.safeParse(value, { error: issueSentence });
    // Only what fits the schema is looked at: anything else may be nested too deep to walk through.
    if (result.success) return assertStorable(result.data);
    // A part of the path that cannot be an id names nothing that exists.
    if (type === 'param') throw new NotFoundError('resource', String(Object.values(value as object)[0]));
    const others = rulesBeyondShape.get(schema)?.(value) ?? [];
    throw new InvalidRequestError([...fieldProblems(result.error), ...others]);
  }
}

function assertStorable(value: unknown): unknown {
  const problems = unstorableTexts(value);
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return value;
}
