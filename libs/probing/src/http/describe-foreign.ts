/** What the first eight bytes of an answer that is not HTTP tell about who speaks there. */
export function describeForeign(beginning: Buffer): string {
  const [first, second, , fourth] = beginning;
  // A TLS record (alert or handshake) of any version: RFC 8446 section 5.1.
  if ((first === 0x15 || first === 0x16) && second === 3) return 'the server speaks TLS on this port';
  // A SETTINGS frame on stream 0: RFC 9113 section 3.4.
  const isOnFirstStream = beginning.subarray(4).every((byte) => byte === 0);
  if (first === 0 && fourth === 4 && isOnFirstStream) return 'the server speaks HTTP/2 only on this port';
  const text = beginning.toString('latin1', 0, beginning.length);
  if (/^[\x20-\x7e]/.test(text)) return `it begins with ${JSON.stringify(text.replace(/[^\x20-\x7e].*$/s, ''))}`;
  return 'it begins with bytes that are no text';
}
