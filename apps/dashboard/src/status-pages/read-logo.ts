export const MAX_LOGO_KIB = 64;
const BYTES_PER_KIB = 1024;
const types = ['image/png', 'image/jpeg', 'image/webp'];

type LogoRead = { logo: string; refusal: null } | { logo: null; refusal: string };

/** Reads an image file as a logo data URL, or says why it is refused. */
export async function readLogo(file: Blob): Promise<LogoRead> {
  if (!types.includes(file.type)) return { logo: null, refusal: 'Must be a PNG, JPEG or WebP image' };
  if (file.size > MAX_LOGO_KIB * BYTES_PER_KIB) {
    const size = Math.ceil(file.size / BYTES_PER_KIB);
    return { logo: null, refusal: `Too large: ${size} KiB (limit ${MAX_LOGO_KIB} KiB)` };
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { logo: `data:${file.type};base64,${btoa(text)}`, refusal: null };
}
