// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the package has no types, and whoever compiles this file from its source needs these
/// <reference path="./html-encoding-sniffer.d.ts" />
import { isUtf8 } from 'node:buffer';
import sniffHtmlEncoding from 'html-encoding-sniffer';

const xmlType = /^(?:text|application)\/(?:[\w.+-]+\+)?xml\s*(?:;|$)/i;
const jsonType = /^(?:text|application)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const charsetParameter = /;\s*charset\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;"]+))/i;

/** The charset that the content-type headers name; of several, the last that names one, as in Chromium. */
function charsetOf(contentTypes: readonly string[]): string | undefined {
  for (const value of contentTypes.toReversed()) {
    const match = charsetParameter.exec(value);
    const label = match?.[1] ?? match?.[2];
    if (label !== undefined) return label.trim();
  }
  return undefined;
}

/**
 * The text of a body as a browser reads it (the HTML standard's encoding sniffing algorithm): a byte order mark counts
 * first, then the charset of the content-type, then what the first 1,024 bytes declare (`<meta charset>`, `<meta
 * http-equiv>`, an XML declaration); without any, UTF-8 when the bytes are valid UTF-8 and windows-1252 when they are not.
 * JSON is UTF-8 whatever its bytes look like (RFC 8259). The byte order mark is no part of the text.
 */
export function readText(body: Buffer, contentTypes: readonly string[]): string {
  const type = contentTypes.at(-1) ?? '';
  const label = charsetOf(contentTypes);
  const fallback = jsonType.test(type) || isUtf8(body) ? 'UTF-8' : 'windows-1252';
  const encoding = sniffHtmlEncoding(body, {
    xml: xmlType.test(type),
    defaultEncoding: fallback,
    ...(label !== undefined && { transportLayerEncodingLabel: label }),
  });
  try {
    return new TextDecoder(encoding).decode(body);
  } catch {
    // The standard's encodings "replacement" and "x-user-defined" are no charset that this runtime decodes.
    return new TextDecoder().decode(body);
  }
}
