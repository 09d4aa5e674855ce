import { createHash } from 'node:crypto';

const BITS = 64;
const WORDS_PER_SHINGLE = 3;

/**
 * The SimHash of a text (Charikar, 2002): texts that share most of their runs of three words differ in few of its 64 bits,
 * others in about half of them. In 16 hexadecimal digits.
 */
export function simHash(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const votes = new Int32Array(BITS);
  for (let at = 0; at === 0 || at + WORDS_PER_SHINGLE <= words.length; at += 1) {
    const hash = createHash('md5')
      .update(words.slice(at, at + WORDS_PER_SHINGLE).join(' '))
      .digest();
    for (let bit = 0; bit < BITS; bit += 1) {
      const isSet = ((hash[bit >> 3] as number) >> (bit & 7)) & 1;
      votes[bit] = (votes[bit] as number) + (isSet === 1 ? 1 : -1);
    }
  }
  const bytes = Buffer.alloc(BITS / 8);
  votes.forEach((vote, bit) => {
    if (vote > 0) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (1 << (bit & 7));
  });
  return bytes.toString('hex');
}

/** In how many of their 64 bits two hashes differ. */
export function simHashDistance(one: string, other: string): number {
  const bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  return bits.toString(2).replaceAll('0', '').length;
}
