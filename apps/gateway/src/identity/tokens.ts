import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const KEY_PREFIX = 'wk_';
const HINT_LENGTH = KEY_PREFIX.length + 6;

/** The form of an API key; one that an operator made up must have it too. */
export const API_KEY = /^wk_[A-Za-z0-9_-]{32,200}$/;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');
export const newApiKey = (): string => `${KEY_PREFIX}${newToken()}`;

/** How a key begins, by which people tell their keys apart. */
export const hintOf = (key: string): string => key.slice(0, HINT_LENGTH);

/** What is stored of a token. It is random and long, so nothing slower is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
