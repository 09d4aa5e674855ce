import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../api/client.js';
import { commandsFor, reportOf } from './report.js';

type Session = Schemas['DebugSession'];

const session = (url: string, evidence: object = {}): Session =>
  ({
    url,
    requestedAt: '2026-01-31T12:00:10.000Z',
    error: null,
    diagnosis: {
      category: 'http_status',
      sentence: 'nginx answers 502',
      next: 'Look into its log',
      evidence: ['HTTP 502'],
    },
    evidence: { raw: { outcome: { detail: 'HTTP 502', facts: { address: '192.0.2.1' } } }, ...evidence },
  }) as unknown as Session;

describe('the commands that show the same', () => {
  it('look the name up, show the certificate and ask the same address', () =>
    expect(commandsFor(session('https://shop.example/a?b=c'))).toEqual([
      'dig +short shop.example A shop.example AAAA',
      'openssl s_client -connect shop.example:443 -servername shop.example -showcerts </dev/null',
      "curl -sS -v -o /dev/null --resolve 'shop.example:443:192.0.2.1' 'https://shop.example/a?b=c'",
    ]));

  it('need no name for an address', () =>
    expect(commandsFor(session('http://192.0.2.1:8080/'))).toEqual([
      "curl -sS -v -o /dev/null 'http://192.0.2.1:8080/'",
    ]));

  it('leave nothing of a URL to the shell', () =>
    expect(commandsFor(session("http://192.0.2.1/it's$(id)")).at(-1)).toBe(
      `curl -sS -v -o /dev/null 'http://192.0.2.1/it'\\''s$(id)'`,
    ));
});

it('a report has the cause, what changed, what was tried, and how to reproduce it', () => {
  const changes = [{ what: 'Title', before: 'Shop', after: 'none' }];
  const secondLooks = [{ way: 'again', address: '192.0.2.1', isGood: true, httpStatus: 200, detail: '' }];
  expect(reportOf(session('http://192.0.2.1/', { changes, secondLooks }))).toBe(`# nginx answers 502

- URL: http://192.0.2.1/
- Time: 2026-01-31T12:00:10.000Z
- Check: HTTP 502
- Next step: Look into its log

## Evidence

- HTTP 502

## Changes since it was last good

- Title: Shop → none

## Tried differently

- again (192.0.2.1): good (200)

## Reproduce

\`\`\`sh
curl -sS -v -o /dev/null 'http://192.0.2.1/'
\`\`\`
`);
});
