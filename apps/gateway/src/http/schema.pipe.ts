import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { fieldProblems, issueSentence } from '@wakeful/contracts';
import { z } from 'zod';
import { InvalidRequestError, NotFoundError } from './request-error.js';
import { rulesBeyondShape } from './rules-beyond-shape.js';
import { unstorableTexts } from './unstorable-texts.js';

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
