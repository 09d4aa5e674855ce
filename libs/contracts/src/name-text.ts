import { z } from 'zod';

/** White space and characters that show nothing. */
const SOMETHING_TO_SEE = /[^\s\p{C}]/u;

/** A name that people can see. White space around it is cut off. */
export const nameText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => text === '' || SOMETHING_TO_SEE.test(text), 'must not be blank');
