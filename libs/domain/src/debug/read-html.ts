/** What a page says, taken from its markup without a browser. Every pattern takes a time that is linear in the text. */
export interface PageWords {
  title: string;
  /** The first heading that has words. */
  heading: string;
  /** What a person could read of it, without scripts and styles. */
  text: string;
}

const MAX_WORDS = 300;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  middot: '·',
};

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 31 && code < 0x11_00_00 && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : ' ';
}

const wordsOf = (markup: string): string =>
  markup
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/&(#?\w{1,10});/g, entity)
    .replace(/\s+/g, ' ')
    .trim();

/** Reads markup, or plain text, which is all text. */
export function readHtml(markup: string): PageWords {
  const visible = markup
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|template|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ');
  const title = /<title\b[^>]{0,200}>([\s\S]{0,2000}?)<\/title/i.exec(visible)?.[1] ?? '';
  const headings = [...visible.matchAll(/<h([123])\b[^>]{0,500}>([\s\S]{0,2000}?)<\/h\1/gi)];
  const heading = headings.map(([, , inner]) => wordsOf(inner ?? '')).find((words) => words !== '') ?? '';
  const endOfHead = visible.search(/<\/head\s*>/i);
  const body = visible.slice(Math.max(0, endOfHead)).replace(/<title\b[^>]{0,200}>[\s\S]{0,2000}?<\/title\s*>/gi, ' ');
  return { title: wordsOf(title).slice(0, MAX_WORDS), heading: heading.slice(0, MAX_WORDS), text: wordsOf(body) };
}
