import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FieldProblem } from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';
import { type ParseError, visit } from 'jsonc-parser';
import { InvalidRequestError } from './request-error.js';
import { MediaTypeError } from './sane-requests.js';

/** RFC 8259: JSON between systems is UTF-8 and nothing else. */
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;
const decoder = new TextDecoder('utf-8', { fatal: true });
/** Only a text with this can hold the name, written out or escaped. */
const MAY_HOLD_PROTO = /__proto__|\\u005f/i;

/** Takes bodies of JSON, and says where one is broken. An empty body is none. */
export function readJsonBodies(app: NestFastifyApplication): void {
  const { bodyLimit } = app.getHttpAdapter().getInstance().initialConfig;
  app.useBodyParser(
    'application/json',
    bodyLimit === undefined ? {} : { bodyLimit },
    ({ headers }: FastifyRequest, body: Buffer, done) => {
      const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
      if (!/^utf-?8$/i.test(charset)) throw new MediaTypeError(`not ${charset.slice(0, 40)}`);
      done(null, body.length === 0 ? undefined : parseJson(decode(body)));
    },
  );
}

function decode(body: Buffer): string {
  try {
    return decoder.decode(body);
  } catch {
    throw new InvalidRequestError([{ path: '', message: 'must be UTF-8' }]);
  }
}

/** @throws InvalidRequestError with line and column, both counted from 1 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidRequestError([{ path: '', message: `is not valid JSON${placeOfError(text)}` }]);
  }
  const problems = MAY_HOLD_PROTO.test(text) ? namesOfPrototypes(value) : [];
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return value;
}

/** JSON.parse itself does not always say where; empty for a text that is nested too deep to walk through. */
function placeOfError(text: string): string {
  let place = '';
  const onError = (_error: ParseError['error'], offset: number): void => {
    if (place !== '') return;
    const before = text.slice(0, offset).split('\n');
    place = `: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  };
  try {
    visit(text, { onError }, { disallowComments: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return place;
}

/** Where a text has the name `__proto__`, which would be lost or worse in the first copy of its object. */
function namesOfPrototypes(root: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const open: [value: unknown, path: string][] = [[root, '']];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, item] of Object.entries(value)) {
      const itemPath = path === '' ? name : `${path}.${name}`;
      if (name === '__proto__') problems.push({ path: itemPath, message: 'is not an allowed field name' });
      open.push([item, itemPath]);
    }
  }
  return problems;
}
