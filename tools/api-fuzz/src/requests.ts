import fc, { type Arbitrary } from 'fast-check';
import type { ApiDocument, Operation, Parameter } from './document.js';
import { hostileValue, Values } from './values.js';

/** One request, ready to be sent. */
export interface FuzzRequest {
  readonly operation: Operation;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface Parts {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

/** These would have the run log out, or every monitor that it made checked at once. */
const LEFT_OUT = new Set(['logOut', 'checkAll']);
/** What is made is not to be checked during the run, and no answer is waited for: only the API is tested here. */
const FIXED: Readonly<Record<string, unknown>> = {
  enabled: false,
  waitSeconds: 0,
  intervalSeconds: 86_400,
  timeoutMs: 1_000,
};

const isStream = ({ answers }: Operation): boolean => 'text/event-stream' in (answers['200']?.content ?? {});

export const isFuzzed = (operation: Operation): boolean => !LEFT_OUT.has(operation.id) && !isStream(operation);

/** Requests for all operations, of which about half are as documented and half are broken in one place or several. */
export function requestsFor(
  document: ApiDocument,
  operations: readonly Operation[],
  knownIds: readonly string[],
): Arbitrary<FuzzRequest> {
  const values = new Values(document, knownIds);
  return fc.oneof(...operations.map((operation) => requestFor(values, operation)));
}

function requestFor(values: Values, operation: Operation): Arbitrary<FuzzRequest> {
  const valid: Arbitrary<Parts> = fc.record({
    path: partOf(values, operation, 'path'),
    query: partOf(values, operation, 'query'),
    body: operation.body ? values.of(operation.body) : fc.constant(undefined),
  });
  const mutation = fc.record({ at: fc.nat(), value: hostileValue, how: fc.nat(5) });
  return fc
    .tuple(valid, fc.boolean(), fc.array(mutation, { minLength: 1, maxLength: 3 }), fc.nat(29))
    .map(([parts, isBroken, mutations, transport]) => {
      const fixed = { ...parts, query: pin(parts.query), body: pin(parts.body) };
      const changed = isBroken ? mutations.reduce<Parts>((one, change) => mutate(one, change), fixed) : fixed;
      return toRequest(operation, changed, isBroken ? transport : -1);
    });
}

function partOf(values: Values, { parameters }: Operation, place: Parameter['in']): Arbitrary<Record<string, unknown>> {
  const mine = parameters.filter((one) => one.in === place);
  const required = mine.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(mine.map(({ name, schema = {} }) => [name, values.of(schema)])), {
    requiredKeys: required,
  });
}

function pin<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const pinned = Object.entries(value).map(([key, one]: [string, unknown]) => [key, key in FIXED ? FIXED[key] : one]);
  return Object.fromEntries(pinned) as T;
}

interface Mutation {
  readonly at: number;
  readonly value: unknown;
  readonly how: number;
}

/** Puts something hostile somewhere into a request, or takes something away. */
function mutate({ path, query, body }: Parts, { at, value, how }: Mutation): Parts {
  const places = [...Object.keys(path).map((key) => () => ({ path: { ...path, [key]: value }, query, body }))];
  places.push(() => ({ path, query: { ...query, [`unknown-${at % 7}`]: value }, body }));
  for (const key of Object.keys(query)) places.push(() => ({ path, query: { ...query, [key]: value }, body }));
  if (body !== undefined) {
    places.push(() => ({ path, query, body: how === 0 ? value : mutateWithin(body, at, value, how) }));
    places.push(() => ({ path, query, body: mutateWithin(body, at * 31, value, how) }));
    places.push(() => ({ path, query, body: mutateWithin(body, at * 17, value, how) }));
  }
  return (places[at % places.length] ?? (() => ({ path, query, body })))();
}

function mutateWithin(body: unknown, at: number, value: unknown, how: number): unknown {
  if (typeof body !== 'object' || body === null) return value;
  if (Array.isArray(body)) {
    const list = body as unknown[];
    if (list.length === 0 || how === 1) return [...list, value];
    const index = at % list.length;
    return list.map((item, position) => (position === index ? mutateWithin(item, at >> 1, value, how) : item));
  }
  const keys = Object.keys(body);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined || how === 1) return { ...body, extra: value };
  const { [key]: inner, ...rest } = body as Record<string, unknown>;
  if (how === 2) return rest;
  return { ...rest, [key]: how === 3 ? value : mutateWithin(inner, at >> 1, value, how) };
}

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(textOf).join(',')
      : (JSON.stringify(value) ?? '');

/** As a URL wants it; a lone surrogate cannot be said in UTF-8. */
const encode = (value: unknown): string => encodeURIComponent(textOf(value).toWellFormed().slice(0, 3_000));

/** @param transport which way of sending it is broken too; -1: none */
function toRequest(operation: Operation, { path, query, body }: Parts, transport: number): FuzzRequest {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => encode(path[name] ?? '') || '-');
  const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const text = body === undefined ? null : JSON.stringify(body);
  const { method } = operation;
  const request: FuzzRequest = {
    operation,
    method,
    target: search.length > 0 ? `${filled}?${search.join('&')}` : filled,
    headers: text === null ? {} : { 'content-type': 'application/json' },
    body: text,
  };
  return breakTransport(request, transport);
}

function breakTransport(request: FuzzRequest, transport: number): FuzzRequest {
  const { body, headers } = request;
  switch (transport) {
    case 0:
      return { ...request, headers: { ...headers, 'if-match': '"7' } };
    case 1:
      return { ...request, headers: { ...headers, authorization: 'Bearer wk_nobody' } };
    case 2:
      return { ...request, headers: { ...headers, accept: 'application/xml', 'accept-language': '*' } };
    case 3:
      return body === null ? request : { ...request, body: body.slice(0, -1) };
    case 4:
      return body === null ? request : { ...request, headers: { 'content-type': 'text/plain' } };
    case 5:
      return body === null ? request : { ...request, headers: { 'content-type': 'application/json; charset=utf-16' } };
    default:
      return request;
  }
}
