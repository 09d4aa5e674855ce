import { isSecretName, isSecretParameter } from './secret-names.js';

/** Replaces a secret. */
export const HIDDEN = '***';

type Hide = (text: string, isSecret: (name: string) => boolean) => string;

// The text is untrusted, so every ambiguous repetition is bounded: each pattern runs in linear time.
const BLANK = String.raw`\s{0,40}`;
/** How deep parameters within parameters are looked at. */
const MAX_NESTING = 3;

/** A name as it is written in code, markup, headers and settings. */
const NAME = String.raw`[A-Za-z_$][\w$.:-]{0,80}`;
/** What ends a value that stands without quotes. */
const BARE = String.raw`[^\s"'\x60<>&#;,|(){}[\]\\]`;

const isPlaceholder = (value: string): boolean =>
  /^(\**|null|nil|none|undefined|true|false|\[?(filtered|redacted|hidden|masked)\]?)$/i.test(value);

/** Secrets recognizable by their form, whatever their name. */
const SELF_TELLING: readonly [pattern: RegExp, becomes: string][] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, HIDDEN],
  // JSON Web Tokens begin with `{"` in base64 (RFC 7519).
  [/\beyJ[\w-]{6,}\.[\w-]{2,}(?:\.[\w-]*)?/g, HIDDEN],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeoprs]-|wk_|dop_v1_|shp(?:at|ss)_|hvs\.|pypi-)[\w-]{12,}/g, HIDDEN],
  [/\b(?:sk|rk|pk|whsec)[_-](?:live_|test_|proj-|ant-)?[A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\bAIza[\w-]{30,}/g, HIDDEN],
  [/\bya29\.[\w-]{10,}/g, HIDDEN],
  [/\bSG\.[\w-]{10,}\.[\w-]{10,}/g, HIDDEN],
  // Chat webhooks: whoever knows the URL may post.
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, `$1${HIDDEN}`],
  [/(discord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]+/g, `$1${HIDDEN}`],
  // Credentials in addresses of databases, brokers, repositories: everything before the @ (RFC 3986, 3.2.1).
  [/([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/"'`<>@?#]{1,500}@/gi, `$1${HIDDEN}@`],
];

/** `Bearer abc`, `Basic abc`; the words that follow a scheme in prose are none. */
const SCHEME =
  /\b(Bearer|Basic|Digest|Negotiate|NTLM|ApiKey|Token)(\s+|%20)(?!(?:auth|realm|token|error|error_description|scope|access|scheme|header|format|credential|is|was|for|required|expired|invalid)[a-z]*\b)(?=[^\s"'<>]*(?:\d|[^\s"'<>]{16}))[\w.~+/-]{6,}=*/gi;

const hideSchemes: Hide = (text) =>
  text.replace(SCHEME, (whole: string, scheme: string, blank: string) =>
    /^(token|basic|digest)$/i.test(scheme) && !/\d/.test(whole) ? whole : `${scheme}${blank}${HIDDEN}`,
  );

/** The rest of a line that begins as a header with credentials, or a cookie, does. */
const HEADER_LINE =
  /((?:^|[\n>"'])[ \t]{0,40}(?:proxy-)?(?:authorization|cookie|set-cookie)["']?[ \t]{0,9}[:=][ \t]{0,9}["']?)(?![ \t]*\*)[^\n\r<"']+/gi;

const hideHeaderLines: Hide = (text) => text.replace(HEADER_LINE, `$1${HIDDEN}`);

/** Parameters of URLs and forms, percent-encoded ones within another parameter too. */
const PARAMETER = new RegExp(
  String.raw`(^|[?&#;\s"'\x60(,>]|%3F|%26|&amp;|\\u0026)([A-Za-z_][\w.%~[\]-]{0,80}?)(=|%3D)(?!["'])(${BARE}+)`,
  'gi',
);

const hideParametersTo = (depth: number, text: string, isSecret: (name: string) => boolean): string =>
  text.replace(PARAMETER, (whole: string, before: string, name: string, equals: string, value: string) => {
    const [own, rest] = equals === '=' ? [value, ''] : splitEncoded(value);
    const hideNested = (nested: string): string =>
      depth > 0 && /=|%3D/i.test(nested) ? hideParametersTo(depth - 1, nested, isSecret) : nested;
    const isParameter = /([?&#]|%3F|%26|&amp;|\\u0026)$/i.test(before);
    const isIt = isSecret(name) || (isParameter && isSecretParameter(name, own));
    if (isIt && !isPlaceholder(own)) return `${before}${name}${equals}${HIDDEN}${hideNested(rest)}`;
    // The value may be an address with parameters of its own.
    return whole.slice(0, -value.length) + hideNested(value);
  });

function splitEncoded(value: string): [own: string, rest: string] {
  const at = value.search(/%26/i);
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at)];
}

const hideParameters: Hide = (text, isSecret) => hideParametersTo(MAX_NESTING, text, isSecret);

const QUOTES = String.raw`\\?"|\\?'|&quot;|&#0?39;|&#x27;|\\u0022`;
/**
 * `"name": "value"`, `'name' => 'value'`, `name = "value"`, also escaped, as HTML, as PHP's var_dump has it, and cut
 * off before the closing quote.
 */
const QUOTED = new RegExp(
  String.raw`((?:${QUOTES})?\[?(?:${QUOTES})?)(${NAME})((?:${QUOTES})?\]?${BLANK}(?::|=>|=&gt;|=|,)${BLANK}(?:\{"value":|(?:string|str|bytes)?\(\d{1,9}\)${BLANK}|[bu](?=['"]))?)(${QUOTES})((?:(?!\4)(?:\\[\s\S]|[^\n]))*)(\4|$|(?=\n))`,
  'g',
);

const hideQuoted: Hide = (text, isSecret) =>
  text.replace(QUOTED, (whole: string, open: string, name: string, between: string, quote: string, value: string) => {
    // A comma stands between name and value only in lists of pairs, where the name is quoted too.
    const isPair = !between.includes(',') || /["';]$/.test(open);
    const isIt = isPair && isSecret(name) && !isPlaceholder(value);
    // A text within the text, with quotes of another kind. Each kind can be met once, so this comes to an end.
    const inner = isIt ? HIDDEN : hideQuoted(value, isSecret);
    const before = open + name + between + quote;
    return inner === value ? whole : before + inner + whole.slice(before.length + value.length);
  });

/**
 * Unquoted values: `"pin": 1234`, `[password] => hunter2` of PHP's print_r, `DB_PASSWORD: hunter2` on a line of its
 * own.
 */
const UNQUOTED = new RegExp(
  String.raw`((?:${QUOTES}|\[)?)(${NAME})((?:${QUOTES}|\])?[ \t]{0,20}(?::|=>|=)[ \t]{0,20})(?!["'&*\\])(${BARE}+)(?=[ \t]{0,20}(?:[,;}\n\r<\])]|$))`,
  'gm',
);

const hideUnquoted: Hide = (text, isSecret) =>
  text.replace(UNQUOTED, (whole: string, open: string, name: string, between: string, value: string) =>
    isSecret(name) && !isPlaceholder(value) && !isCount(name, value) ? `${open}${name}${between}${HIDDEN}` : whole,
  );

/** `"tokens": 512` counts them; a PIN and a password may be a number. */
const isCount = (name: string, value: string): boolean => /^-?[\d.]+$/.test(value) && !/(pin|otp|pass\w*)$/i.test(name);

/** A name in one table cell and its value in the next: debug pages (Symfony, Laravel, Django, Rails, Flask, Spring). */
const CELLS = new RegExp(
  String.raw`(>${BLANK}(?:${QUOTES})?)(${NAME})((?:${QUOTES})?${BLANK}(?:</[a-z0-9]{1,20}>${BLANK}){1,4}(?:(?:=&gt;|:|=)${BLANK})?(?:<[^>]{1,300}>${BLANK}){1,6})([^<]+)`,
  'gi',
);

const hideCells: Hide = (text, isSecret) =>
  text.replace(CELLS, (whole: string, open: string, name: string, between: string, value: string) =>
    isSecret(name) && value.trim() !== '' && !isPlaceholder(value.trim()) ? `${open}${name}${between}${HIDDEN}` : whole,
  );

/**
 * `<input name="csrf_token" value="…">`, `<meta name="csrf-token" content="…">`, `<input type="password" value="…">`.
 */
const TAG = /<(?:input|meta|button|param)\b[^>]*>?/gi;

const hideTags: Hide = (text, isSecret) =>
  text.replace(TAG, (tag) => {
    const name = /\s(?:name|id|property)\s*=\s*["']?([^\s"'>]+)/i.exec(tag)?.[1] ?? '';
    const isPassword = /\stype\s*=\s*["']?password/i.test(tag);
    if (!isPassword && !isSecret(name)) return tag;
    return tag.replace(/(\s(?:value|content)\s*=\s*)("[^"]*"?|'[^']*'?|[^\s>]+)/i, `$1"${HIDDEN}"`);
  });

/**
 * Calls that take credentials by position, and frames of PHP's stack traces, which show what a function was called
 * with.
 */
const CALL =
  /(#\d+ [^\n]{0,500}?\(\d+\): [\w\\:>{}-]{1,200}\(|\b(?:new\s+)?(?:\\?(?:PDO|mysqli|Redis|Memcached|SoapClient|MongoDB\\Client))(?:(?:->|::|-&gt;)(?:__construct|connect|real_connect|auth))?\(|\b(?:mysqli?_connect|pg_connect|ldap_bind|imap_open|ftp_login|ssh2_auth_password|password_verify|password_hash|login|authenticate|signIn|sign_in)\()([^\n)]*)/g;
/** The text before a colon names the kind of data source (`mysql:host=…`). */
const ARGUMENT = /(&#0?39;|&quot;|'|")((?:(?!\1)[^\n])*)(\1|$|(?=\n))/g;

const hideCalls: Hide = (text) =>
  text.replace(CALL, (_whole, call: string, given: string) => {
    const hidden = given.replace(ARGUMENT, (argument: string, quote: string, value: string, close: string) =>
      /^[a-z]+:(host|unix_socket|dbname)=/.test(value) ? argument : `${quote}${HIDDEN}${close}`,
    );
    return call + hidden;
  });

const hideSelfTelling: Hide = (text) =>
  SELF_TELLING.reduce((hidden, [pattern, becomes]) => hidden.replace(pattern, becomes), text);

/** Whole-line patterns first, so that nothing splits them; general ones last. */
const steps: readonly Hide[] = [
  hideSelfTelling,
  hideHeaderLines,
  hideCalls,
  hideTags,
  hideCells,
  hideQuoted,
  hideSchemes,
  hideParameters,
  hideUnquoted,
];

/**
 * Hides what is a secret by its name or its form in any text of a page or its network: a body, an address, a log line,
 * an error. What it is by its value alone the caller knows. Hide before you cut: half a secret is not recognised.
 * @param names of fields, parameters and headers to hide in addition to those that always are, in lower case
 */
export function hideSecrets(text: string, names: ReadonlySet<string> = new Set()): string {
  const isSecret = (name: string): boolean => names.has(name.toLowerCase()) || isSecretName(name);
  return steps.reduce((hidden, hide) => hide(hidden, isSecret), text);
}
