import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EgressPolicyError, judgeAddress, parseEgressPolicy } from './egress-policy.js';

const everything = '0.0.0.0/0,::/0,127.0.0.0/8,::1/128,public,internal';

describe('judgeAddress', () => {
  it.each([
    // What only the default, `internal`, says.
    { ip: '93.184.215.14', want: true },
    { ip: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', want: true },
    { ip: '10.0.0.7', want: true },
    { ip: '172.31.255.255', want: true },
    { ip: '192.168.1.1', want: true },
    { ip: '100.64.0.1', want: true },
    { ip: 'fd12:3456::1', want: true },
    { ip: '::ffff:10.0.0.7', want: true },
    { ip: '64:ff9b::8.8.8.8', want: true },
    { ip: '127.0.0.1', want: /loopback/ },
    { ip: '127.255.0.1', want: /loopback/ },
    { ip: '::1', want: /loopback/ },
    { ip: '::ffff:127.0.0.1', want: /loopback/ },
    { ip: '64:ff9b::127.0.0.1', want: /loopback/ },
    { ip: '192.0.2.1', want: /not in a range/ },
    { ip: '240.0.0.1', want: /not in a range/ },
    { ip: '2002:808:808::', want: /not in a range/ },
    { ip: '2001:db8::1', want: /not in a range/ },
    { ip: 'localhost', want: /not an IP address/ },
    { ip: '0x7f.1', want: /not an IP address/ },
    // `public` leaves the inner networks out.
    { ip: '10.0.0.7', allow: 'public', want: /not in a range/ },
    { ip: '::ffff:10.0.0.7', allow: 'public', want: /not in a range/ },
    { ip: '64:ff9b::10.0.0.7', allow: 'public', want: /not in a range/ },
    { ip: 'fd12:3456::1', allow: 'public', want: /not in a range/ },
    { ip: '8.8.8.8', allow: 'public', want: true },
    // Lists of blocks.
    { ip: '10.1.2.3', allow: '10.1.0.0/16', want: true },
    { ip: '10.2.2.3', allow: '10.1.0.0/16', want: /not in a range/ },
    { ip: '10.1.2.3', allow: '::ffff:10.1.0.0/112', want: true },
    { ip: '8.8.8.8', allow: '10.0.0.0/8', want: /not in a range/ },
    { ip: '127.0.0.1', allow: 'internal, 127.0.0.0/8', want: true },
    { ip: '::1', allow: 'internal ::1/128', want: true },
    { ip: '::1', allow: 'internal,127.0.0.0/8', want: /loopback/ },
    { ip: '127.0.0.1', allow: '0.0.0.0/0', want: /loopback/ },
    { ip: '::1', allow: '::/0', want: /loopback/ },
    { ip: '2002:a00:7::', allow: '2002::/16,public', want: /not in a range/ },
    { ip: '2002:808:808::', allow: '2002::/16,public', want: true },
    // Deny wins.
    { ip: '10.0.0.7', deny: '10.0.0.0/8', want: /10\.0\.0\.0\/8, which EGRESS_DENY refuses/ },
    { ip: '::ffff:a00:7', deny: '10.0.0.0/8', want: /EGRESS_DENY/ },
    { ip: '64:ff9b::a00:7', deny: '10.0.0.7', want: /EGRESS_DENY/ },
    { ip: '8.8.8.8', deny: 'public', want: /"public", which EGRESS_DENY/ },
    { ip: '10.0.0.8', deny: '10.0.0.7', want: true },
    // Never.
    { ip: '169.254.169.254', allow: everything, want: /cloud metadata address, which is never allowed/ },
    { ip: '100.100.100.200', allow: '100.100.100.200/32', want: /cloud metadata/ },
    { ip: 'fd00:ec2::254', allow: everything, want: /cloud metadata/ },
    { ip: '169.254.1.1', allow: '169.254.0.0/16', want: /link-local/ },
    { ip: 'fe80::1', allow: 'fe80::/10', want: /link-local/ },
    { ip: 'fe80::1%eth0', allow: everything, want: /link-local/ },
    { ip: '0.0.0.0', allow: everything, want: /unspecified/ },
    { ip: '0.1.2.3', allow: everything, want: /unspecified/ },
    { ip: '::', allow: everything, want: /unspecified/ },
    { ip: '::ffff:0.0.0.0', allow: everything, want: /unspecified/ },
    { ip: '224.0.0.1', allow: everything, want: /multicast/ },
    { ip: 'ff02::1', allow: everything, want: /multicast/ },
    { ip: '255.255.255.255', allow: everything, want: /broadcast/ },
  ])('$ip with allow "$allow" and deny "$deny" is $want', ({ ip, allow, deny, want }) => {
    const verdict = judgeAddress(ip, parseEgressPolicy(allow, deny));

    if (verdict.allowed) expect(want).toBe(true);
    else expect(verdict.sentence).toMatch(want as RegExp);
  });

  it('never allows a metadata or link-local address, however it is written and whatever is allowed', () => {
    const policy = parseEgressPolicy(everything, '');
    const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);
    const bytes = fc.oneof(
      fc.constantFrom([169, 254, 169, 254], [100, 100, 100, 200], [192, 0, 0, 192], [168, 63, 129, 16]),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)).filter(([, b, c]) => b + c > 0),
      fc.tuple(fc.integer({ min: 224, max: 239 }), fc.nat(255), fc.nat(255), fc.nat(255)),
    );
    const writings: ((b: number[]) => string)[] = [
      (b) => b.join('.'),
      (b) => `::ffff:${b.join('.')}`,
      (b) => `0:0:0:0:0:FFFF:${hex(b[0]!, b[1]!)}:${hex(b[2]!, b[3]!)}`.toUpperCase(),
      (b) => `::${b.join('.')}`,
      (b) => `::${hex(b[0]!, b[1]!)}:${hex(b[2]!, b[3]!)}`,
      (b) => `::ffff:0:${b.join('.')}`,
      (b) => `64:ff9b::${b.join('.')}`,
      (b) => `0064:FF9B::${hex(b[0]!, b[1]!)}:${hex(b[2]!, b[3]!)}`,
      (b) => `64:ff9b:1::${b.join('.')}`,
      (b) => `64:ff9b:1:${hex(b[0]!, b[1]!)}:${hex(0, b[2]!)}:${hex(b[3]!, 0)}::`,
      (b) => `2002:${hex(b[0]!, b[1]!)}:${hex(b[2]!, b[3]!)}::1`,
      (b) => `2001:0:${hex(b[0]!, b[1]!)}:${hex(b[2]!, b[3]!)}::1`,
      (b) => `2001:0:808:808:0:0:${hex(b[0]! ^ 255, b[1]! ^ 255)}:${hex(b[2]! ^ 255, b[3]! ^ 255)}`,
      (b) => `2606:2800::5efe:${b.join('.')}`,
      (b) => `2606:2800::200:5efe:${b.join('.')}`,
    ];
    fc.assert(
      fc.property(bytes, fc.constantFrom(...writings), (address, write) => {
        expect(judgeAddress(write([...address]), policy)).toMatchObject({ allowed: false });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, whatever the text', () => {
    const policy = parseEgressPolicy(everything, '');
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string()), (text) => {
        expect(typeof judgeAddress(text, policy).allowed).toBe('boolean');
      }),
    );
  });
});

describe('parseEgressPolicy', () => {
  it.each([
    { allow: 'intranet', want: 'EGRESS_ALLOW has "intranet", which is not an address block' },
    { allow: 'internal,10.0.0.0/33', want: 'EGRESS_ALLOW has "10.0.0.0/33"' },
    { allow: '10.0.0/8', want: 'EGRESS_ALLOW has "10.0.0/8"' },
    { allow: '0x7f.0.0.0/8', want: 'EGRESS_ALLOW has "0x7f.0.0.0/8"' },
    { allow: 'fd00::/129', want: 'EGRESS_ALLOW has "fd00::/129"' },
    { allow: 'fe80::%eth0/10', want: 'EGRESS_ALLOW has "fe80::%eth0/10"' },
    { deny: '10.0.0.0/8/8', want: 'EGRESS_DENY has "10.0.0.0/8/8"' },
    { deny: '10.0.0.0/-1', want: 'EGRESS_DENY has "10.0.0.0/-1"' },
    { deny: 'example.com', want: 'EGRESS_DENY has "example.com"' },
  ])('refuses allow "$allow" and deny "$deny"', ({ allow, deny, want }) => {
    const parse = (): unknown => parseEgressPolicy(allow, deny);

    expect(parse).toThrow(EgressPolicyError);
    expect(parse).toThrow(want);
  });
});

describe('networks of Wakeful itself', () => {
  const own = ['172.18.0.5/16', 'fd00:1::5/64'];

  it('are closed although private addresses are open', () => {
    const policy = parseEgressPolicy('internal', '', own);
    expect(judgeAddress('172.18.0.9', policy)).toEqual({
      allowed: false,
      sentence: '172.18.0.9 is in 172.18.0.5/16, a network of Wakeful itself; EGRESS_ALLOW must list it to open it',
    });
    expect(judgeAddress('fd00:1::9', policy)).toMatchObject({ allowed: false });
    expect(judgeAddress('::ffff:172.18.0.9', policy)).toMatchObject({ allowed: false });
    expect(judgeAddress('172.19.0.9', policy)).toEqual({ allowed: true });
  });

  it('are open where EGRESS_ALLOW lists addresses of them', () => {
    const policy = parseEgressPolicy('internal,172.18.7.0/24', '', own);
    expect(judgeAddress('172.18.7.1', policy)).toEqual({ allowed: true });
    expect(judgeAddress('172.18.8.1', policy)).toMatchObject({ allowed: false });
  });
});
