import { z } from 'zod';
import { failureReason } from '../check.js';

/**
 * In which way a request was made once more after it failed: to one address of the name alone, with GET for HEAD, as a browser names
 * itself, without the credentials, without TLS, or just again.
 */
export const secondLookWays = ['address', 'get', 'browserUserAgent', 'noCredentials', 'plainHttp', 'again'] as const;
export type SecondLookWay = (typeof secondLookWays)[number];
export const MAX_SECOND_LOOKS = 24;

export const secondLook = z.object({
  way: z.enum(secondLookWays),
  /** Which address it went to, if it got that far. */
  address: z.string().max(64).nullable(),
  isGood: z.boolean(),
  httpStatus: z.int().min(0).max(999).nullable(),
  reason: failureReason.nullable(),
  detail: z.string().max(512),
  totalMs: z.number().min(0),
});
export type SecondLook = z.infer<typeof secondLook>;
