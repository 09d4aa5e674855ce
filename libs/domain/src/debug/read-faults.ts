import { readHtml } from './read-html.js';

const MAX_FAULT = 240;
const MAX_FINDINGS = 3;
const MAX_DEPTH = 6;

const shorten = (text: string): string => (text.length > MAX_FAULT ? `${text.slice(0, MAX_FAULT - 1)}…` : text);

/** Names of exceptions: Java's, Python's, .NET's, Ruby's, PHP's with their packages, and Node's codes. */
const EXCEPTION =
  /\b((?:[A-Za-z_]\w{0,60}(?:\.|::|\\)){0,8}[A-Z]\w{0,60}(?:Error|Exception|Failure|NotEstablished|Timeout))(?=[\s:(]|$)/;
/** What failed underneath, as drivers and systems write it. */
const UNDERLYING = [
  /\b(?:connect )?E(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NOTFOUND|CONNRESET|NOSPC|MFILE|AI_AGAIN)\b[^\n<"]{0,120}/,
  /SQLSTATE\[\w+\][^\n<]{0,200}/,
  /\bORA-\d{5}:[^\n<]{0,160}/,
  /connection to server at [^\n<]{1,200}/i,
  /(?:could not|can't|cannot|unable to|failed to) connect to [^\n<]{1,160}/i,
  /no space left on device|out of memory|too many (?:open files|connections)[^\n<]{0,80}/i,
  /\bpanic: [^\n<]{1,160}/,
  /dial tcp [^\n<]{1,160}/,
];

/** The message of an error page of a framework that shows it: where such pages put it. */
const SHOWN = [
  /class="?exception_value"?[^>]{0,500}>([\s\S]{1,600}?)<\/pre/i,
  /class="?(?:exception-message|exc-message|errormsg)[^>]{0,500}>([\s\S]{1,600}?)<\/(?:h\d|div|p|pre)/i,
  /<b>(?:Fatal|Parse) error<\/b>:([\s\S]{1,600}?)<br/i,
  /<pre>((?:\w{0,40}Error|Error): [\s\S]{1,600}?)(?:<br|\n|<\/pre)/i,
];

/** The fault that an error page shows of the program behind it, as in "OperationalError: … port 5432 failed"; null: none. */
export function faultIn(body: string): string | null {
  const json = readJson(body);
  if (json !== undefined) return badPartsOf(json)[0] ?? messageOf(json);
  const { title, heading, text } = readHtml(body);
  const exception = [title, heading, text.slice(0, 4_000)].map((words) => EXCEPTION.exec(words)?.[1]).find(Boolean);
  const shown = SHOWN.map((pattern) => pattern.exec(body)?.[1]).find(Boolean);
  const message = shown ? readHtml(shown).text : underlyingIn(text);
  if (!exception) return message ? shorten(message) : null;
  if (!message || message.includes(exception)) return shorten(message ?? sentenceWith(text, exception));
  return shorten(`${exception}: ${message}`);
}

function underlyingIn(text: string): string | null {
  for (const pattern of UNDERLYING) {
    const found = pattern.exec(text)?.[0];
    if (found) return found.trim();
  }
  return null;
}

/** What stands behind the name of an exception, up to the end of its sentence. */
function sentenceWith(text: string, exception: string): string {
  const from = text.indexOf(exception);
  return from < 0 ? exception : (/^[^\n]{0,240}?(?=\s+at\s|\s{2}|$)/.exec(text.slice(from))?.[0] ?? exception);
}

function readJson(body: string): unknown {
  if (!/^\s*[[{]/.test(body)) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const BAD_STATE =
  /^(?:down|fail(?:ed|ing|ure)?|error|unhealthy|critical|out_of_service|unavailable|degraded|disconnected|warn(?:ing)?)$/i;
const BAD_TEXT = new RegExp(
  `${String.raw`\b(?:E[A-Z]{4,}|refused|timed? ?out|unreachable|failed|exception|cannot|denied|not available|no route)\b`}`,
  'i',
);
const STATE = /^(?:status|state|health|result)$/i;
const EXPLANATION = /^(?:error|message|description|output|reason|detail|details|exception|cause)$/i;

/** Its own explanation of a part that is bad: of a text, that text; of an object, the field that explains. */
function explanationOf(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return value;
  if (!isRecord(value) || depth > 2) return null;
  for (const [key, inner] of Object.entries(value)) {
    const text = EXPLANATION.test(key) ? explanationOf(inner, depth + 1) : null;
    if (text) return text;
  }
  return null;
}

/**
 * The parts of a report on health that are bad, as in "checks.redis: ECONNREFUSED 10.0.4.13:6379", the innermost only. Reports differ: a
 * state for each part (Spring Boot's actuator, ASP.NET's health checks, draft-inadarei-api-health-check), or its error in its place.
 */
function badPartsOf(report: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: string, depth: number): boolean => {
    if (depth > MAX_DEPTH || found.length >= MAX_FINDINGS) return false;
    if (Array.isArray(value)) return value.slice(0, 20).some((item) => visit(item, path, depth + 1));
    if (!isRecord(value)) {
      const isBad = typeof value === 'string' && path !== '' && (BAD_TEXT.test(value) || BAD_STATE.test(value));
      if (isBad) found.push(shorten(`${path}: ${value}`));
      return isBad;
    }
    const entries = Object.entries(value).slice(0, 50);
    const hasBadPart = entries
      .filter(([key]) => !STATE.test(key) && !EXPLANATION.test(key))
      .map(([key, inner]) => visit(inner, path === '' ? key : `${path}.${key}`, depth + 1))
      .includes(true);
    if (hasBadPart) return true;
    const state = entries.find(([key, inner]) => STATE.test(key) && typeof inner === 'string' && BAD_STATE.test(inner));
    if (!state || path === '') return false;
    found.push(shorten(`${path}: ${explanationOf(value) ?? String(state[1])}`));
    return true;
  };
  visit(report, '', 0);
  return found;
}

/** What a JSON answer says of its own failure (RFC 9457 and what came before it). */
function messageOf(json: unknown): string | null {
  if (!isRecord(json)) return null;
  for (const key of ['detail', 'message', 'error_description', 'error', 'title']) {
    const value = json[key];
    const text = typeof value === 'string' ? value : messageOf(value);
    if (text) return shorten(text);
  }
  return null;
}

/** The parts of a JSON answer that are bad; none when it is no JSON. */
export function badPartsIn(body: string | null): string[] {
  const json = readJson(body ?? '');
  return json === undefined ? [] : badPartsOf(json);
}
