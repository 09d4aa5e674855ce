import { inflateSync } from 'node:zlib';

const SIGNATURE = '89504e470d0a1a0a';

/** The pixel data of a PNG (https://www.w3.org/TR/png-3/), unpacked but with its filters; throws when it is none. */
function pixelData(png: Buffer): Buffer {
  if (png.subarray(0, 8).toString('hex') !== SIGNATURE) throw new TypeError('not a PNG');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return inflateSync(Buffer.concat(parts));
}

/** How many different values the pixel data has: a blank picture has hardly any. */
export const differentPixels = (png: Buffer): number => new Set(pixelData(png)).size;

/** Width and height in pixels. */
export const sizeOf = (png: Buffer): { width: number; height: number } => ({
  width: png.readUInt32BE(16),
  height: png.readUInt32BE(20),
});
