import { z } from 'zod';
import { MAX_PAGE_SIZE } from './paging.js';

/** A message that could not be handled and was set aside. */
export const deadLetter = z
  .object({
    /** Its number: they are counted through. */
    id: z.int().min(1),
    /** Where it was published, and is published when it is put back. */
    subject: z.string(),
    /** The consumer that could not handle it. */
    consumer: z.string(),
    reason: z.string(),
    at: z.iso.datetime(),
    bytes: z.int().min(0),
  })
  .meta({
    id: 'DeadLetter',
    example: {
      id: 17,
      subject: 'check.completed.v1',
      consumer: 'recorder',
      reason: 'value out of range',
      at: '2026-01-31T12:00:00.000Z',
      bytes: 2_311,
    },
  });
export type DeadLetterResponse = z.infer<typeof deadLetter>;

/** The newest ones, and how many there are. */
export const deadLetterList = z.object({ items: z.array(deadLetter), total: z.int().min(0) }).meta({
  id: 'DeadLetterList',
  example: { items: [z.globalRegistry.get(deadLetter)?.example], total: 1 },
});
export type DeadLetterList = z.infer<typeof deadLetterList>;

export const listDeadLettersQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
});
export type ListDeadLettersQuery = z.output<typeof listDeadLettersQuery>;

export const deadLetterParameters = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).meta({ example: 17 }),
});
export type DeadLetterParameters = z.output<typeof deadLetterParameters>;
