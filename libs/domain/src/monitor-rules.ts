import type { Assertion, FieldProblem, MonitorConfig } from '@wakeful/contracts';
import { validateAssertion } from './assertions/index.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const TIMEOUT_SHARE_OF_INTERVAL = 0.8;

/** The default timeout of a monitor: 10 s, or less if the interval is too short for that. */
export function defaultTimeoutMs(intervalSeconds: number): number {
  return Math.min(DEFAULT_TIMEOUT_MS, Math.floor(intervalSeconds * 1000 * TIMEOUT_SHARE_OF_INTERVAL));
}

/** Headers that describe the connection or the body length: only the checker knows them. */
const CHECKER_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The field of each assertion type that can make it impossible to evaluate. */
const ASSERTION_FIELDS: Record<Assertion['type'], string> = {
  keyword: 'keyword',
  regex: 'pattern',
  jsonPath: 'path',
  header: 'value',
  bodySize: 'minBytes',
  finalUrl: 'value',
  duration: 'maxMs',
  certificate: 'minDaysLeft',
};

type RuledFields = Pick<
  MonitorConfig,
  'intervalSeconds' | 'timeoutMs' | 'method' | 'headers' | 'body' | 'auth' | 'assertions'
>;

/** A partial monitor: fields may be missing, and null stands for an assertion without a valid shape. */
type KnownFields = {
  readonly [Field in Exclude<keyof RuledFields, 'assertions'>]?: RuledFields[Field] | undefined;
} & { readonly assertions?: readonly (Assertion | null)[] | undefined };

/**
 * The problems of a monitor beyond the shape of each field; empty if it is valid. A rule over a missing field finds
 * nothing.
 */
export function monitorProblems(monitor: KnownFields): FieldProblem[] {
  return [
    ...timeoutProblems(monitor),
    ...bodyProblems(monitor),
    ...headerProblems(monitor),
    ...(monitor.assertions ?? []).flatMap(assertionProblems),
  ];
}

function timeoutProblems({ timeoutMs, intervalSeconds }: KnownFields): FieldProblem[] {
  if (timeoutMs === undefined || intervalSeconds === undefined || timeoutMs < intervalSeconds * 1000) return [];
  return [{ path: 'timeoutMs', message: `must be less than the interval (${intervalSeconds * 1000} ms)` }];
}

function bodyProblems({ method, body }: KnownFields): FieldProblem[] {
  if (body === null || body === undefined || (method !== 'GET' && method !== 'HEAD')) return [];
  return [{ path: 'body', message: `must be null: a ${method} request carries no body` }];
}

function headerProblems({ headers = {}, auth }: KnownFields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const header of Object.keys(headers)) {
    const name = header.toLowerCase();
    const path = `headers.${header}`;
    if (seen.has(name)) problems.push({ path, message: 'is a duplicate (header names ignore case)' });
    else if (CHECKER_HEADERS.has(name)) problems.push({ path, message: 'is set by the checker itself' });
    else if (name === 'authorization' && auth) problems.push({ path, message: 'is already set by "auth"' });
    seen.add(name);
  }
  return problems;
}

function assertionProblems(assertion: Assertion | null, index: number): FieldProblem[] {
  const fault = assertion && validateAssertion(assertion);
  if (!assertion || fault === null) return [];
  return [{ path: `assertions.${index}.${faultyField(assertion)}`, message: fault }];
}

function faultyField(assertion: Assertion): string {
  if (assertion.type !== 'jsonPath') return ASSERTION_FIELDS[assertion.type];
  const isPathAtFault = validateAssertion({ ...assertion, operator: 'exists' }) !== null;
  return isPathAtFault ? 'path' : 'value';
}
