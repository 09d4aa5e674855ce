import { describe, expect, it } from '@jest/globals';
import { faultIn } from './read-faults.js';
import { readHtml } from './read-html.js';

describe('the words of a page', () => {
  it('are its title, its first heading that says something, and its text', () =>
    expect(
      readHtml(`<html><head><title>Shop &ndash; 50&#37;</title><style>h1 { color: red }</style></head>
        <body><h1><img src="a.png"></h1><h2>Fine&nbsp;things</h2><script>if (a < b) {}</script><p>Lamps <b>and</b> chairs</p></body></html>`),
    ).toEqual({ title: 'Shop – 50%', heading: 'Fine things', text: 'Fine things Lamps and chairs' }));

  it('are the whole of a plain text', () => expect(readHtml('no healthy upstream').text).toBe('no healthy upstream'));

  it.each([
    '<title>',
    '<h1>',
    '<head>',
    '<!--',
    '<script>',
    'class="exception_value"',
    'Error.Error',
    '<pre>Error: ',
    '&#',
  ])('take a time that is linear in what a page repeats: %s', (part) => {
    const hostile = part.repeat(Math.ceil(65_536 / part.length));
    const startedMs = performance.now();
    readHtml(hostile);
    faultIn(hostile);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
