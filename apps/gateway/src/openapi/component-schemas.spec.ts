import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ComponentSchemas } from './component-schemas.js';

const plain = z.object({ a: z.string() }).meta({ id: 'SpecPlain' });
const defaulted = z.object({ n: z.int().default(1), p: plain }).meta({ id: 'SpecDefaulted' });
const outer = z.object({ inner: defaulted }).meta({ id: 'SpecOuter' });

describe('ComponentSchemas', () => {
  it('keeps one component for what looks the same both ways and two for what does not', () => {
    const schemas = new ComponentSchemas();
    const request = schemas.convert(outer, 'input');
    const answer = schemas.convert(outer, 'output');
    const document = schemas.finish({ paths: { request, answer } });
    expect(document).toMatchObject({
      paths: {
        request: { $ref: '#/components/schemas/SpecOuterInput' },
        answer: { $ref: '#/components/schemas/SpecOuter' },
      },
      components: {
        schemas: {
          SpecOuterInput: { properties: { inner: { $ref: '#/components/schemas/SpecDefaultedInput' } } },
          SpecDefaulted: { required: ['n', 'p'], properties: { n: { type: 'integer' } } },
          SpecDefaultedInput: { required: ['p'] },
        },
      },
    });
    expect(Object.keys((document as { components?: object }).components ?? {})).toEqual(['schemas']);
    expect(JSON.stringify(document)).not.toContain('SpecPlainInput');
  });
});
