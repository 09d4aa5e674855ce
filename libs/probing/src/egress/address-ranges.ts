import ipaddr from 'ipaddr.js';

/** A block of addresses: its first address and how many leading bits count. */
export interface AddressBlock {
  /** The block as it was written. */
  text: string;
  bytes: readonly number[];
  prefixBits: number;
}

/** Whether `bytes` (4 or 16 of them) lies in the block. */
export function isInBlock(bytes: readonly number[], block: AddressBlock): boolean {
  if (bytes.length !== block.bytes.length) return false;
  const wholeBytes = block.prefixBits >> 3;
  for (let at = 0; at < wholeBytes; at += 1) if (bytes[at] !== block.bytes[at]) return false;
  const restBits = block.prefixBits & 7;
  if (restBits === 0) return true;
  const mask = (0xff << (8 - restBits)) & 0xff;
  return ((bytes[wholeBytes] as number) & mask) === ((block.bytes[wholeBytes] as number) & mask);
}

/** Reads a CIDR such as `10.0.0.0/8`. An IPv4-mapped one becomes the IPv4 block it stands for. Throws on bad syntax. */
export function readBlock(cidr: string): AddressBlock {
  const [address, prefixBits] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  if (isIpv4Mapped(bytes) && prefixBits >= 96) {
    return { text: cidr, bytes: bytes.slice(12), prefixBits: prefixBits - 96 };
  }
  return { text: cidr, bytes, prefixBits };
}

/** What no configuration can allow, each with the words that say what it is. */
export const alwaysRefused: readonly { block: AddressBlock; is: string }[] = (
  [
    ['169.254.169.254/32', 'a cloud metadata address'],
    ['100.100.100.200/32', 'a cloud metadata address'],
    ['192.0.0.192/32', 'a cloud metadata address'],
    ['168.63.129.16/32', 'a cloud metadata address'],
    ['fd00:ec2::/32', 'a cloud metadata address'],
    ['fd20:ce::254/128', 'a cloud metadata address'],
    ['fd00:c1::a9fe:a9fe/128', 'a cloud metadata address'],
    ['fd00:42::42/128', 'a cloud metadata address'],
    ['169.254.0.0/16', 'a link-local address'],
    ['fe80::/10', 'a link-local address'],
    ['0.0.0.0/8', 'an unspecified address'],
    ['::/128', 'an unspecified address'],
    ['224.0.0.0/4', 'a multicast address'],
    ['ff00::/8', 'a multicast address'],
    ['255.255.255.255/32', 'the broadcast address'],
  ] as const
).map(([cidr, is]) => ({ block: readBlock(cidr), is }));

const loopbackBlocks = ['127.0.0.0/8', '::1/128'].map(readBlock);
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(readBlock);
/** IANA's special-purpose blocks that are not globally reachable, beyond those above. */
const specialBlocks = [
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].map(readBlock);
const globalUnicastIpv6 = readBlock('2000::/3');

const isInAny = (bytes: readonly number[], blocks: readonly AddressBlock[]): boolean =>
  blocks.some((block) => isInBlock(bytes, block));

export const isLoopback = (bytes: readonly number[]): boolean => isInAny(bytes, loopbackBlocks);
export const isPrivate = (bytes: readonly number[]): boolean => isInAny(bytes, privateBlocks);

/** Global unicast: what the public Internet routes. */
export function isPublic(bytes: readonly number[]): boolean {
  if (bytes.length === 16 && !isInBlock(bytes, globalUnicastIpv6)) return false;
  return !isLoopback(bytes) && !isPrivate(bytes) && !isInAny(bytes, specialBlocks);
}

export function isIpv4Mapped(bytes: readonly number[]): boolean {
  return (
    bytes.length === 16 && bytes[10] === 0xff && bytes[11] === 0xff && bytes.slice(0, 10).every((byte) => byte === 0)
  );
}
