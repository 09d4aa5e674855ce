import { z } from 'zod';
import { phases } from './check.js';

/** A pattern in RE2 syntax: no lookaround or backreferences, so that it runs in linear time. */
const re2Pattern = z.string().min(1).max(1000);

/** What a text, be it a header or a URL, is held against. `matches` takes an RE2 pattern. */
export const textOperators = ['equals', 'notEquals', 'contains', 'notContains', 'matches', 'notMatches'] as const;
export const headerOperators = ['exists', 'notExists', ...textOperators] as const;
export const jsonOperators = ['exists', 'notExists', ...textOperators, 'greaterThan', 'lessThan'] as const;
export type TextOperator = (typeof textOperators)[number];
export type HeaderOperator = (typeof headerOperators)[number];
export type JsonOperator = (typeof jsonOperators)[number];

/** What a time limit is about: one phase of the check, or all of it. */
export const timedPhases = [...phases, 'total'] as const;
export type TimedPhase = (typeof timedPhases)[number];

/** An integer that a JSON number would round; written out, it is compared digit by digit. */
export const exactInteger = z.strictObject({
  integer: z.string().regex(/^-?(0|[1-9]\d{0,99})$/, 'must be an integer'),
});

const jsonNumber = z
  .number()
  .refine(
    (value) => !Number.isInteger(value) || Number.isSafeInteger(value),
    'must be written as {"integer": "…"}: beyond 2^53 a JSON number is not exact',
  );

/** What must hold for the response of a monitored URL, beyond its status. */
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
      operator: z.enum(jsonOperators).default('exists'),
      value: z.union([z.string().max(1000), jsonNumber, z.boolean(), z.null(), exactInteger]).optional(),
    }),
    z.strictObject({
      type: z.literal('header'),
      name: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name'),
      operator: z.enum(headerOperators).default('exists'),
      value: z.string().max(1000).optional(),
    }),
    z.strictObject({
      type: z.literal('bodySize'),
      minBytes: z.int().min(0).optional(),
      maxBytes: z.int().min(0).optional(),
    }),
    /** The URL of the answer that is judged: after all redirects, normalized as browsers do. */
    z.strictObject({
      type: z.literal('finalUrl'),
      operator: z.enum(textOperators).default('equals'),
      value: z.string().min(1).max(4096),
    }),
    /** A phase takes no longer than this; over redirects it is the sum of all hops. */
    z.strictObject({
      type: z.literal('duration'),
      phase: z.enum(timedPhases).default('total'),
      maxMs: z.int().min(1).max(120_000),
    }),
    /** The earliest-expiring certificate of all hops is valid for at least this many more days. */
    z.strictObject({
      type: z.literal('certificate'),
      minDaysLeft: z.int().min(0).max(3650),
    }),
  ])
  .meta({ id: 'Assertion', example: { type: 'keyword', keyword: 'Welcome', present: true, ignoreCase: false } });
export type Assertion = z.infer<typeof assertion>;
