import { describe, expect, it } from '@jest/globals';
import type { CertificateFacts } from '@wakeful/contracts';
import { diagnose } from '../diagnose.js';
import { answered, good, look, noAnswer, type RuleRow, seen } from './seen.fixture.js';

const moved = { dnsAnswers: [{ address: '203.0.113.7', ipFamily: 4 as const }] };
const hop = (url: string, httpStatus: number | null = 301) => ({ url, httpStatus, address: null, durationUs: 10 });
const certificate = (subject: string, issuer: string, expiresAt = '2026-06-01T00:00:00.000Z'): CertificateFacts => ({
  subject: `CN=${subject}`,
  issuer: `CN=${issuer}`,
  validFrom: '2025-12-01T00:00:00.000Z',
  expiresAt,
});
const unknownAuthority = noAnswer(
  'tls',
  'TLS: the certificate comes from an authority that is not trusted (Issuer R3), or the server does not send its intermediate certificate',
  { tlsChain: [certificate('shop.example', 'Issuer R3')] },
);

const rows: RuleRow[] = [
  {
    of: 'a name that is gone',
    seen: { raw: noAnswer('dns', 'shop.example does not exist (NXDOMAIN)', { dnsAnswers: [] }), lastGood: good() },
    sentence: 'DNS: shop.example does not exist (NXDOMAIN); until 11:58 UTC it was 192.0.2.1',
  },
  {
    of: 'a name without addresses, nothing known of before',
    seen: { raw: noAnswer('dns', 'shop.example exists, but has no IP address (NODATA)', { dnsAnswers: [] }) },
    sentence: 'DNS: shop.example exists, but has no IP address (NODATA)',
  },
  {
    of: 'a redirect to a name that is gone',
    seen: {
      raw: {
        ...noAnswer('dns', 'old.example does not exist (NXDOMAIN)', { dnsAnswers: [] }),
        outcome: {
          ...noAnswer('dns', 'old.example does not exist (NXDOMAIN)').outcome,
          facts: {
            hops: [hop('https://shop.example/'), hop('https://old.example/', null)],
            finalUrl: 'https://old.example/',
          },
        },
      },
      lastGood: good(),
    },
    sentence: 'https://shop.example/ redirects (301) to old.example, which does not exist (NXDOMAIN)',
  },
  {
    of: 'a sinkhole',
    seen: {
      raw: noAnswer('dns', "shop.example resolves to 0.0.0.0, which is no server's address", { dnsAnswers: [] }),
    },
    sentence: "DNS is broken: shop.example resolves to 0.0.0.0, which is no server's address",
  },
  {
    of: 'a name that now leads into a private network',
    seen: {
      raw: {
        ...noAnswer(
          'blocked',
          'Blocked by the egress policy: shop.example resolves to 10.0.0.5, which is in 10.0.0.0/8',
          { dnsAnswers: [] },
        ),
      },
      lastGood: good({ check: { addresses: ['192.0.2.1'] } }),
    },
    sentence:
      /^shop\.example now resolves to 10\.0\.0\.5 \(until 11:58 UTC it was 192\.0\.2\.1\), to which this Wakeful may not connect$/,
  },
  {
    of: 'a new address that refuses',
    seen: { raw: noAnswer('refused', '203.0.113.7:443 refused the connection', moved), lastGood: good() },
    sentence:
      'shop.example now resolves to 203.0.113.7 (until 11:58 UTC it was 192.0.2.1), and that address refused the connection',
  },
  {
    of: 'a new address that is silent',
    seen: {
      raw: noAnswer('timeout', 'No answer within 8,000 ms: timed out while connecting to 203.0.113.7:443', moved),
      lastGood: good(),
    },
    sentence:
      'shop.example now resolves to 203.0.113.7 (until 11:58 UTC it was 192.0.2.1); nothing answers there on port 443 (8 s)',
  },
  {
    of: 'one address of several that fails',
    seen: {
      raw: noAnswer('refused', '192.0.2.1:443 refused the connection'),
      secondLooks: [
        look('address', {
          isGood: false,
          httpStatus: null,
          reason: 'refused',
          detail: '192.0.2.1:443 refused the connection',
        }),
        look('address', { address: '192.0.2.2' }),
      ],
    },
    sentence: '1 of the 2 addresses of shop.example is broken: 192.0.2.1:443 refused the connection; 192.0.2.2 is fine',
  },
  {
    of: 'an address that fails by turns, which one look at each happens to show as broken',
    seen: {
      raw: answered(502, 'Bad Gateway'),
      secondLooks: [
        look('address', { isGood: false, httpStatus: 502 }),
        look('address', { address: '192.0.2.2' }),
        look('again'),
        look('again', { isGood: false, httpStatus: 502 }),
      ],
    },
    sentence: /^1 of 2 requests in a row answered 502 Bad Gateway, the others were fine/,
  },
  {
    of: 'a pool of addresses that shows others each time',
    seen: {
      raw: noAnswer('refused', '203.0.113.7:443 refused the connection', moved),
      lastGood: good({ check: { addresses: [1, 2, 3, 4, 5].map((last) => `192.0.2.${last}`) } }),
    },
    sentence: 'Connection: 203.0.113.7:443 refused the connection',
  },
  {
    of: 'IPv6 that fails while IPv4 works',
    seen: {
      raw: noAnswer('timeout', 'No answer within 8,000 ms: timed out while connecting to [2001:db8::1]:443'),
      secondLooks: [
        look('address', {
          address: '2001:db8::1',
          isGood: false,
          httpStatus: null,
          reason: 'timeout',
          detail: 'No answer within 5,000 ms',
        }),
        look('address', { address: '192.0.2.1' }),
      ],
    },
    sentence: 'shop.example is broken over IPv6 only: No answer within 5,000 ms; 192.0.2.1 is fine',
  },
  {
    of: 'a chain without its intermediate, known by the certificate of before',
    seen: {
      raw: unknownAuthority,
      lastGood: good({
        visit: { tlsChain: [certificate('shop.example', 'Issuer R3'), certificate('Issuer R3', 'Root')] },
      }),
    },
    sentence:
      'TLS: the server sends only its own certificate; the intermediate certificate Issuer R3 is missing (it was sent until 11:58 UTC)',
  },
  {
    of: 'an unknown authority, whose certificate was not sent before either',
    seen: {
      raw: unknownAuthority,
      lastGood: good({ check: { certificate: certificate('shop.example', 'Issuer R3') } }),
    },
    sentence: unknownAuthority.outcome.detail,
  },
  {
    of: 'an unknown authority, when the rest of the chain is not known',
    seen: {
      raw: unknownAuthority,
      isChainUnknown: true,
      lastGood: good({
        visit: { tlsChain: [certificate('shop.example', 'Issuer R3'), certificate('Issuer R3', 'Root')] },
      }),
    },
    sentence: unknownAuthority.outcome.detail,
  },
  {
    of: 'an unknown authority, when before there was another',
    seen: {
      raw: {
        ...noAnswer('tls', 'TLS: the certificate comes from an authority that is not trusted (Inspector)'),
        tlsChain: [certificate('shop.example', 'Inspector'), certificate('Inspector', 'Inspector')],
      },
      lastGood: good({ check: { certificate: certificate('shop.example', 'Issuer R3') } }),
    },
    sentence:
      'TLS: the certificate comes from an authority that is not trusted (Inspector); until 11:58 UTC it had one of Issuer R3',
  },
  {
    of: 'TLS that is gone while http still works',
    seen: {
      raw: noAnswer('refused', '192.0.2.1:443 refused the connection'),
      secondLooks: [look('plainHttp', { httpStatus: 301 })],
    },
    sentence:
      'Connection: 192.0.2.1:443 refused the connection; without TLS, over http, the site answers 301 Moved Permanently',
  },
  {
    of: 'a redirect to https that refuses',
    seen: {
      asked: { url: 'http://shop.example/', method: 'GET', auth: null },
      raw: {
        ...noAnswer('refused', ''),
        outcome: {
          ...noAnswer('refused', '192.0.2.1:443 refused the connection').outcome,
          facts: {
            hops: [hop('http://shop.example/'), hop('https://shop.example/', null)],
            finalUrl: 'https://shop.example/',
          },
        },
      },
    },
    sentence:
      'http://shop.example/ redirects to https (https://shop.example/), where 192.0.2.1:443 refused the connection',
  },
  {
    of: 'a circle between http and https',
    seen: {
      raw: {
        ...noAnswer('too_many_redirects', ''),
        outcome: {
          ...noAnswer('too_many_redirects', 'More than 10 redirects').outcome,
          facts: {
            hops: ['https', 'http', 'https', 'http', 'https'].map((scheme) => hop(`${scheme}://shop.example/`)),
          },
        },
      },
    },
    sentence: 'Redirect loop: https://shop.example/ → http://shop.example/ → https://shop.example/',
  },
];

describe('causes on the way to an answer', () => {
  it.each(rows)('name $of', ({ seen: overrides, sentence }) => {
    const diagnosis = diagnose(seen(overrides));
    if (typeof sentence === 'string') expect(diagnosis.sentence).toBe(sentence);
    else expect(diagnosis.sentence).toMatch(sentence);
  });
});
