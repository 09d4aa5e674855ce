const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// Characters that XML 1.0 does not allow, even escaped.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Markup that is already escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Markup[];

const escapeMarkup = (text: string): string =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escapeMarkup(String(part));
}

const tight = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Line breaks and indentation of the source are removed. */
function tightOf(strings: TemplateStringsArray): readonly string[] {
  const known =
    tight.get(strings) ?? strings.map((string) => string.replace(/\s*\n\s*/g, '\n').replaceAll(' />', '/>'));
  tight.set(strings, known);
  return known;
}

/** HTML, XML or SVG in which all interpolated text is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(tightOf(strings).reduce((sum, string, index) => sum + textOf(parts[index - 1] ?? null) + string));
