import { isInBlock, isIpv4Mapped, isLoopback, readBlock } from './address-ranges.js';

type Bytes = readonly number[];

const compatible = readBlock('::/96');
const translated = readBlock('::ffff:0:0:0/96');
const nat64 = readBlock('64:ff9b::/96');
const nat64Local = readBlock('64:ff9b:1::/48');
const sixToFour = readBlock('2002::/16');
const teredo = readBlock('2001::/32');

const isIsatap = (bytes: Bytes): boolean =>
  ((bytes[8] as number) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;

const unspecified = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0);

/**
 * The addresses that a packet to `bytes` may really reach, all of which must be allowed: the address itself, or in its
 * place the IPv4 address that it only writes in another way (IPv4-mapped, NAT64), and the IPv4 addresses that it holds
 * for a tunnel or translator (IPv4-compatible, SIIT, local NAT64, 6to4, Teredo, ISATAP).
 */
export function reachableThrough(bytes: Bytes): Bytes[] {
  if (bytes.length === 4) return [bytes];
  const last4 = bytes.slice(12);
  if (isIpv4Mapped(bytes) || isInBlock(bytes, nat64)) return [last4];
  const reachable = [bytes];
  if (isInBlock(bytes, compatible) && !isLoopback(bytes) && !unspecified(bytes)) reachable.push(last4);
  if (isInBlock(bytes, translated) || isIsatap(bytes)) reachable.push(last4);
  // RFC 6052: behind a /48 prefix the four bytes stand around byte 8; many set-ups use a /96 within it.
  if (isInBlock(bytes, nat64Local)) reachable.push(last4, [...bytes.slice(6, 8), ...bytes.slice(9, 11)]);
  if (isInBlock(bytes, sixToFour)) reachable.push(bytes.slice(2, 6));
  // Teredo: the server's address as it is, the client's with all bits turned over.
  if (isInBlock(bytes, teredo))
    reachable.push(
      bytes.slice(4, 8),
      last4.map((byte) => byte ^ 0xff),
    );
  return reachable;
}
