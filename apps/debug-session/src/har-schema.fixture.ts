import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { Ajv } from 'ajv';

const require = createRequire(import.meta.url);

const formats = {
  ipv4: (text: string) => isIP(text) === 4,
  ipv6: (text: string) => isIP(text) === 6,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  uri: (text: string) => URL.canParse(text),
};

/** The problems of a HAR by the JSON Schemas of HAR 1.2 (npm: har-schema). */
export function harProblems(har: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, formats });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
  const schemas = require('har-schema') as Record<string, object>;
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  const validate = ajv.getSchema('har.json#') ?? ajv.getSchema('har.json');
  if (!validate) throw new Error('there is no schema for HAR');
  void validate(har);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
