/** Each of these words anywhere makes a name that of a secret: `DB_PASSWORD`, `secretKeyBase`. */
const TELLING_WORDS = new Set(['password', 'passwd', 'passphrase', 'secret', 'pwd', 'jwt', 'apikey', 'credential']);
/** These do as the last word: `csrfToken`, `X-Amz-Signature`, `sid`; `tokenCount` is none. */
const TELLING_LAST_WORDS = new Set([
  ...[
    'token',
    'authorization',
    'signature',
    'sig',
    'sid',
    'cookie',
    'otp',
    'hmac',
    'pin',
    'auth',
    'credentials',
    'pass',
  ],
  ...['sessionid', 'sessid', 'phpsessid', 'jsessionid', 'dsn'],
]);
/** Keys that are not secret. */
const KEYS_OF =
  /^(api|access|account|shared|private|secret|client|auth|app|application|master|signing|encryption|encrypt|crypt|hash|session|service|subscription|storage|license|deploy|ssh|aes|hmac|webhook|functions|team)$/;
/** How names end that were written in one piece: `accesstoken`, `mypassword`. */
const TELLING_ENDS =
  /(password|passwd|secret|token|apikey|accesskey|secretkey|privatekey|accountkey|sessionid|authkey)$/;
/** These describe a secret without being one. */
const ABOUT_SECRETS = /^(tokentype|tokenendpoint|passwordless)$/;

/** `dbPassword`, `DB_PASSWORD` and `X-Db-Password` in words, in lower case. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** Whether a value with this name (of a field, parameter, header or variable) is a secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1)?.replace(/s$/, '') ?? '';
  const whole = words.join('');
  if (ABOUT_SECRETS.test(whole)) return false;
  if (words.some((word) => TELLING_WORDS.has(word))) return true;
  if (last === 'key' || last === 'keyid') return KEYS_OF.test(words.at(-2) ?? '');
  return TELLING_LAST_WORDS.has(last) || TELLING_LAST_WORDS.has(words.at(-1) ?? '') || TELLING_ENDS.test(whole);
}

/**
 * Parameters of a URL that are secrets there and words everywhere else: `?code=` of OAuth, `?key=` of Google's APIs.
 */
const SECRET_PARAMETERS = new Set([
  'code',
  'key',
  'k',
  'state',
  'ticket',
  'assertion',
  'samlresponse',
  'samlrequest',
  'nonce',
]);
/** Shorter values (`?code=404`, `?key=name`) are none. */
const MIN_PARAMETER_CHARACTERS = 12;

/** Whether a parameter in the query or the fragment of a URL is a secret, by its name and value. */
export const isSecretParameter = (name: string, value: string): boolean =>
  isSecretName(name) ||
  (value.length >= MIN_PARAMETER_CHARACTERS && /\d/.test(value) && SECRET_PARAMETERS.has(name.toLowerCase()));
