import { describe, expect, it } from '@jest/globals';
import { Links } from './links.js';

const links = new Links('https://status.example/');
const ids = { monitorId: 'm1', windowId: 'w1', debugSessionId: 's1' };

describe('the links of a message', () => {
  it('lead people to the dashboard, and to the picture', () => {
    expect(links.listOf(links.of(ids))).toEqual([
      { label: 'Incident', url: 'https://status.example/downtime/w1' },
      { label: 'Monitor', url: 'https://status.example/monitors/m1' },
      { label: 'Screenshot', url: 'https://status.example/api/v1/debug-sessions/s1/artifacts/screenshot' },
    ]);
    expect(links.ofOutages().url).toBe('https://status.example/?status=down');
  });

  it('lead to nothing that is not there', () => {
    expect(links.listOf(links.of({ monitorId: null, windowId: null, debugSessionId: null }))).toEqual([]);
  });
});
