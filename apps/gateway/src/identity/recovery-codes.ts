import { Secret } from 'otpauth';
import { hashToken } from './tokens.js';

const CODES = 10;
/** 80 bits: like a token, it needs no slow hash. In Base32 that are 16 letters. */
const CODE_BYTES = 10;

/** Ten codes such as `k3vq-7xne-2mhd-p5ta`, each of which stands in for a second factor once. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () =>
    new Secret({ size: CODE_BYTES }).base32.toLowerCase().replace(/(.{4})(?=.)/g, '$1-'),
  );

/** What is stored of a code; hyphens, blanks and case are not part of it. */
export const hashRecoveryCode = (code: string): Buffer => hashToken(code.toLowerCase().replace(/[^a-z2-7]/g, ''));
