import { describe, expect, it } from '@jest/globals';
import { createStatusPage } from '@wakeful/contracts';
import { readLogo } from './read-logo.js';

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff]);

describe('the file of a logo', () => {
  it('is read as the API takes it, up to the very last byte', async () => {
    for (const size of [png.length, 64 * 1024]) {
      const bytes = new Uint8Array(size);
      bytes.set(png);
      const { logo } = await readLogo(new Blob([bytes], { type: 'image/png' }));
      expect(createStatusPage.parse({ slug: 'a', title: 'a', logo }).logo).toBe(logo);
      expect(Buffer.from(logo?.split(',')[1] ?? '', 'base64')).toEqual(Buffer.from(bytes));
    }
  });

  it.each([
    ['an SVG', new Blob(['<svg/>'], { type: 'image/svg+xml' }), 'Must be a PNG, JPEG or WebP image'],
    ['too large', new Blob([new Uint8Array(65_537)], { type: 'image/png' }), 'Too large: 65 KiB (limit 64 KiB)'],
  ])('is refused when it is %s', async (_what, file, refusal) =>
    expect(await readLogo(file)).toEqual({ logo: null, refusal }),
  );
});
