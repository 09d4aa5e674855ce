import { describe, expect, it } from '@jest/globals';
import { assertVersion, entityTag } from './entity-tag.js';
import { VersionMismatchError } from './request-error.js';

describe('assertVersion', () => {
  it.each([undefined, '*', '"3"', 'W/"3"', '"1", "3"'])('lets %s through for version 3', (ifMatch) => {
    expect(() => assertVersion(ifMatch, 3)).not.toThrow();
  });

  it.each(['"2"', '3', '', '"33"'])('refuses %s for version 3', (ifMatch) => {
    expect(() => assertVersion(ifMatch, 3)).toThrow(VersionMismatchError);
  });

  it('fits the tag that is sent', () => {
    expect(entityTag(3)).toBe('"3"');
  });
});
