import { z } from 'zod';

/** A pattern in RE2 syntax: no look-around and no back-references, so that it runs in linear time. */
const re2Pattern = z.string().min(1).max(1000);

/** What must hold for the answer of a monitored page, beyond its status. */
export const assertion = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('keyword'),
      keyword: z.string().min(1).max(1000),
      present: z.boolean().default(true),
      ignoreCase: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal('regex'),
      pattern: re2Pattern,
      present: z.boolean().default(true),
    }),
    z.strictObject({
      type: z.literal('jsonPath'),
      path: z.string().min(1).max(1000),
      operator: z.enum(['exists', 'equals', 'notEquals', 'contains', 'greaterThan', 'lessThan']).default('exists'),
      value: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]).optional(),
    }),
    z.strictObject({
      type: z.literal('header'),
      name: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name'),
      operator: z.enum(['exists', 'equals', 'contains', 'matches']).default('exists'),
      value: z.string().max(1000).optional(),
    }),
    z.strictObject({
      type: z.literal('bodySize'),
      minBytes: z.int().min(0).optional(),
      maxBytes: z.int().min(0).optional(),
    }),
  ])
  .meta({ id: 'Assertion', example: { type: 'keyword', keyword: 'Welcome', present: true, ignoreCase: false } });
export type Assertion = z.infer<typeof assertion>;
