const CONTINUES = 0x80;
const SEVEN_BITS = 0x7f;
const SEVEN_BITS_STEP = 128;

/** Some bytes ended in the middle of a number, or are of a version that this software does not know. */
export class EncodingError extends Error {
  readonly code = 'ENCODING_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'EncodingError';
  }
}

/** Writes integers of up to 53 bits as LEB128: seven bits per byte, low bits first. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= SEVEN_BITS_STEP) {
    bytes.push((rest % SEVEN_BITS_STEP) | CONTINUES);
    rest = Math.floor(rest / SEVEN_BITS_STEP);
  }
  bytes.push(rest);
}

/** Reads what {@link writeVarint} wrote, from one number to the next. */
export class VarintReader {
  #offset: number;

  constructor(
    private readonly bytes: Uint8Array,
    offset = 0,
  ) {
    this.#offset = offset;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.bytes.length;
  }

  /** @throws EncodingError */
  next(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes[this.#offset++];
      if (byte === undefined) throw new EncodingError('a stored histogram ends in the middle of a number');
      value += (byte & SEVEN_BITS) * weight;
      if (byte < CONTINUES) return value;
      weight *= SEVEN_BITS_STEP;
    }
  }
}
