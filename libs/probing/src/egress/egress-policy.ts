import { isIP } from 'node:net';
import { BoundedCache } from '@wakeful/domain';
import ipaddr from 'ipaddr.js';
import {
  type AddressBlock,
  alwaysRefused,
  isInBlock,
  isLoopback,
  isPrivate,
  isPublic,
  readBlock,
} from './address-ranges.js';
import { reachableThrough } from './embedded-ipv4.js';

const presets = ['public', 'internal'] as const;
type Preset = (typeof presets)[number];
type EgressRule = { kind: 'preset'; preset: Preset } | { kind: 'block'; block: AddressBlock };

/** Whether a probe may connect to an address; a refusal says why, as a sentence without a full stop. */
export type EgressVerdict = { allowed: true } | { allowed: false; sentence: string };

const CACHED_VERDICTS = 8_192;
const ALLOWED: EgressVerdict = { allowed: true };

/** Which addresses probes may connect to. Immutable; made by {@link parseEgressPolicy}. */
export class EgressPolicy {
  readonly #verdicts = new BoundedCache<EgressVerdict>(CACHED_VERDICTS);

  constructor(
    private readonly allow: readonly EgressRule[],
    private readonly deny: readonly EgressRule[],
    private readonly own: readonly AddressBlock[] = [],
  ) {}

  /** The verdict on an address in its usual text form; cached, as the policy never changes. */
  judge(address: string): EgressVerdict {
    return this.#verdicts.getOrMake(address, () => this.#judge(address));
  }

  #judge(address: string): EgressVerdict {
    // `isIP` is strict; ipaddr.js alone would also take octal, hexadecimal and short forms.
    if (isIP(address) === 0) return refuse(`${address} is not an IP address`);
    const reachable = reachableThrough(ipaddr.parse(address).toByteArray());
    for (const bytes of reachable) {
      const refused = alwaysRefused.find(({ block }) => isInBlock(bytes, block));
      if (refused) return refuse(`${address} is ${refused.is}, which is never allowed`);
    }
    for (const bytes of reachable) {
      const rule = this.deny.find((one) => isCovered(bytes, one));
      if (rule) return refuse(`${address} is in ${nameOf(rule)}, which EGRESS_DENY refuses`);
    }
    for (const bytes of reachable) {
      const own = this.own.find((block) => isInBlock(bytes, block));
      if (!own || this.allow.some((rule) => rule.kind === 'block' && isCovered(bytes, rule))) continue;
      return refuse(`${address} is in ${own.text}, a network of Wakeful itself; EGRESS_ALLOW must list it to open it`);
    }
    for (const bytes of reachable) {
      if (this.allow.some((rule) => isCovered(bytes, rule) && mayOpen(bytes, rule))) continue;
      if (isLoopback(bytes)) return refuse(`${address} is a loopback address, which EGRESS_ALLOW does not list`);
      return refuse(`${address} is not in a range that EGRESS_ALLOW allows`);
    }
    return ALLOWED;
  }
}

const refuse = (sentence: string): EgressVerdict => ({ allowed: false, sentence });

const nameOf = (rule: EgressRule): string => (rule.kind === 'preset' ? `"${rule.preset}"` : rule.block.text);

/** Loopback is opened only by a block of loopback addresses: `0.0.0.0/0` means other machines. */
function mayOpen(bytes: readonly number[], rule: EgressRule): boolean {
  if (!isLoopback(bytes)) return true;
  return rule.kind === 'block' && isLoopback(rule.block.bytes) && rule.block.prefixBits >= 8;
}

function isCovered(bytes: readonly number[], rule: EgressRule): boolean {
  if (rule.kind === 'block') return isInBlock(bytes, rule.block);
  return isPublic(bytes) || (rule.preset === 'internal' && isPrivate(bytes));
}

/** Whether `policy` lets a probe connect to `ip` (any text form that a resolver or a socket gives). Pure. */
export function judgeAddress(ip: string, policy: EgressPolicy): EgressVerdict {
  return policy.judge(ip);
}

/** EGRESS_ALLOW or EGRESS_DENY holds something that is no address block; the message names it. */
export class EgressPolicyError extends Error {
  readonly code = 'EGRESS_POLICY_INVALID';
  override readonly name = 'EgressPolicyError';
}

function parseRule(setting: string, item: string): EgressRule {
  const preset = presets.find((name) => name === item);
  if (preset) return { kind: 'preset', preset };
  const slash = item.indexOf('/');
  const address = slash < 0 ? item : item.slice(0, slash);
  const family = isIP(address);
  const prefix = slash < 0 ? (family === 4 ? '32' : '128') : item.slice(slash + 1);
  try {
    if (family === 0 || address.includes('%') || !/^\d{1,3}$/.test(prefix)) throw new TypeError('not a CIDR');
    return { kind: 'block', block: { ...readBlock(`${address}/${prefix}`), text: item } };
  } catch (cause) {
    const wanted = 'an address block such as 10.0.0.0/8 or fd00::/8, "public" or "internal"';
    throw new EgressPolicyError(`${setting} has "${item}", which is not ${wanted}`, { cause });
  }
}

function parseRules(setting: string, list: string): EgressRule[] {
  const items = list.split(',').flatMap((part) => part.trim().split(/\s+/));
  return items.filter((item) => item !== '').map((item) => parseRule(setting, item));
}

/**
 * Reads the settings EGRESS_ALLOW and EGRESS_DENY: address blocks, single addresses and the presets `public` (global
 * unicast) and `internal` (public, private, unique local and carrier-grade NAT), between commas or blanks. Deny wins;
 * an empty `allow` stands for `internal`. Loopback is allowed only when `allow` lists a block of loopback addresses that holds it. Blocks of
 * `ownNetworks` (CIDRs) are open only where `allow` lists addresses of them, as no preset means them. Throws
 * {@link EgressPolicyError}, which names the bad item.
 */
export function parseEgressPolicy(allow = '', deny = '', ownNetworks: readonly string[] = []): EgressPolicy {
  const allowed = parseRules('EGRESS_ALLOW', allow.trim() || 'internal');
  return new EgressPolicy(allowed, parseRules('EGRESS_DENY', deny), ownNetworks.map(readBlock));
}
