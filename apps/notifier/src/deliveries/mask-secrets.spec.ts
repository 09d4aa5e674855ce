import { describe, expect, it } from '@jest/globals';
import { channelSettings } from '@wakeful/contracts';
import { maskSecrets } from './mask-secrets.js';

describe('maskSecrets', () => {
  it('hides what a receiver repeats, the path of its own URL too', () => {
    const settings = channelSettings.parse({
      type: 'webhook',
      url: 'https://hooks.example/T0/s3cret?key=abcd',
      headers: { 'x-key': 'hunter22' },
    });
    const answer =
      'Cannot POST /T0/s3cret with hunter22 (/T0/s3cret?key=abcd at https://hooks.example/T0/s3cret?key=abcd)';
    expect(maskSecrets(answer, settings)).toBe('Cannot POST *** with *** (*** at ***)');
  });

  it('leaves the rest as it is', () => {
    const settings = channelSettings.parse({ type: 'slack', url: 'https://hooks.example/' });
    expect(maskSecrets('ok / done', settings)).toBe('ok / done');
  });
});
