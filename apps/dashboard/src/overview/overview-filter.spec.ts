import { describe, expect, it } from '@jest/globals';
import { queryOf, readFilter, writeFilter } from './overview-filter.js';

describe('the filter of the overview', () => {
  it('lives in the address', () => {
    const filter = {
      q: 'shop',
      statuses: ['down', 'unknown'],
      tag: 'eu',
      location: 'paris',
      sort: '-responseTime',
    } as const;
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });

  it('is short when everything is as ever', () => {
    expect(writeFilter(readFilter(new URLSearchParams())).toString()).toBe('');
  });

  it('ignores what an address cannot mean', () => {
    expect(readFilter(new URLSearchParams('status=down,broken&sort=evil'))).toMatchObject({
      statuses: ['down'],
      sort: 'status',
    });
  });

  it('asks the API only for what is set', () => {
    expect(queryOf({ q: ' ', statuses: [], tag: '', location: '', sort: 'name' })).toEqual({ sort: 'name' });
    expect(queryOf(readFilter(new URLSearchParams('location=paris')))).toMatchObject({ location: 'paris' });
  });
});
