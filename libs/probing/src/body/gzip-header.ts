const FIXED_BYTES = 10;
const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;

/** The length of the header of gzip data (RFC 1952 section 2.3), behind which the deflate stream begins; null for other data. */
export function gzipHeaderBytes(data: Buffer): number | null {
  const isGzip = data.length >= FIXED_BYTES && data.readUInt16BE(0) === 0x1f8b && data.readUInt8(2) === 8;
  if (!isGzip) return null;
  const flags = data.readUInt8(3);
  let at = FIXED_BYTES;
  if (flags & HAS_EXTRA) {
    if (at + 2 > data.length) return null;
    at += 2 + data.readUInt16LE(at);
  }
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue;
    const end = data.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  if (flags & HAS_CHECKSUM) at += 2;
  return at <= data.length ? at : null;
}
