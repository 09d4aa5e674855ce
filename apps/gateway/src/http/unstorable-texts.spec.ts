import { expect, it } from '@jest/globals';
import { unstorableTexts } from './schema.pipe.js';

it('finds texts that cannot be stored, wherever they are', () => {
  const paths = unstorableTexts({ a: 'fine', b: ['\0'], c: { d: '\udc00' }, 'e\0': 1 }).map(({ path }) => path);
  expect(paths).toEqual(['b.0', 'c.d', 'e\0']);
});
