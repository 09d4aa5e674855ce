import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BodyTemplateError, renderBodyTemplate } from './body-template.js';

describe('renderBodyTemplate', () => {
  it('fills texts into strings and values in their place', () => {
    const template = '{"text": "{{name}}: \\"{{detail}}\\"", "up": {{isUp}}, "url": {{url}}, "none": "{{nothing}}"}';
    const values = { name: 'Shop', detail: 'said "no"\n', isUp: false, url: 'http://a/', nothing: null };
    expect(JSON.parse(renderBodyTemplate(template, values))).toEqual({
      text: 'Shop: "said "no"\n"',
      up: false,
      url: 'http://a/',
      none: '',
    });
  });

  it('lets no value out of its place, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const body = renderBodyTemplate('{"in": "x{{a}}y", "out": {{b}}}', { a, b });
        expect(JSON.parse(body)).toEqual({ in: `x${a}y`, out: b });
      }),
    );
  });

  it.each([
    { template: '{"a": {{bogus}}}', message: /placeholder \{\{bogus\}\}/ },
    { template: '{"a": {{name}}', message: /does not produce valid JSON/ },
    { template: '{{name}}{{name}}', message: /does not produce valid JSON/ },
    { template: '{"a": "{{constructor}}"}', message: /unknown placeholder/ },
  ])('refuses $template', ({ template, message }) => {
    const values = Object.assign(Object.create(null) as Record<string, string>, { name: 'x' });
    expect(() => renderBodyTemplate(template, values)).toThrow(BodyTemplateError);
    expect(() => renderBodyTemplate(template, values)).toThrow(message);
  });
});
