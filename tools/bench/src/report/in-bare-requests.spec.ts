import { describe, expect, it } from '@jest/globals';
import { meanCost } from '../probe-cost/bare-cost.js';
import { bareRequestsVerdict } from './in-bare-requests.js';

describe('CPU in bare requests', () => {
  const bare = meanCost({ http: 0.2, https: 1 }, { http: 0.3, https: 1.5 });

  it('is held against the request of the same scheme, as it was before and after', () => {
    expect(bareRequestsVerdict(0.5, bare, 'http', 2)).toMatchObject({
      measured: '2.00 B; B was 0.250 CPU-seconds per 1,000',
      isReached: true,
    });
    expect(bareRequestsVerdict(2, bare, 'https', 1.4)).toMatchObject({ wanted: '1.4 B at most', isReached: false });
  });

  it('is only reported where nothing is asked for', () => {
    expect(bareRequestsVerdict(9, bare, 'http', null)).toMatchObject({ wanted: null, isReached: null });
  });
});
