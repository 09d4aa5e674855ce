import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { incompatibilities, type JsonValue } from './compatibility.js';

const schemaOf = (schema: z.ZodType): JsonValue => JSON.parse(JSON.stringify(z.toJSONSchema(schema))) as JsonValue;
const before = z.object({
  id: z.uuid(),
  status: z.enum(['up', 'down']),
  tags: z.array(z.string()),
  note: z.string().optional(),
});

describe('incompatibilities', () => {
  it.each([
    { name: 'nothing changed', after: before, isCompatible: true },
    { name: 'a new optional property', after: before.extend({ cause: z.string().optional() }), isCompatible: true },
    { name: 'a new required property', after: before.extend({ cause: z.string() }), isCompatible: false },
    { name: 'a property gone', after: before.omit({ tags: true }), isCompatible: false },
    { name: 'a property optional that was required', after: before.partial({ status: true }), isCompatible: false },
    { name: 'a property required that was optional', after: before.required({ note: true }), isCompatible: false },
    { name: 'another type', after: before.extend({ id: z.int() }), isCompatible: false },
    {
      name: 'a new value of an enum',
      after: before.extend({ status: z.enum(['up', 'down', 'odd']) }),
      isCompatible: false,
    },
    { name: 'a new limit', after: before.extend({ tags: z.array(z.string()).max(3) }), isCompatible: false },
  ])('$name: compatible is $isCompatible', ({ after, isCompatible }) => {
    expect(incompatibilities(schemaOf(before), schemaOf(after)).length === 0).toBe(isCompatible);
  });
});
