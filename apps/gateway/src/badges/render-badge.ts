import { html } from '../public-pages/html.js';

export type BadgeColor = 'green' | 'amber' | 'red' | 'blue' | 'grey';

/** Dark enough for white text on them. */
const colors: Readonly<Record<BadgeColor, string>> = {
  green: '#12803f',
  amber: '#b45309',
  red: '#c4281c',
  blue: '#2f5fc4',
  grey: '#626b77',
};

/** Character widths in Verdana at 11 pixels; characters not listed count as wide. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;|!'I]/, 4],
  [/[ frt\-()/]/, 5],
  [/[a-hknopqsuvxyz0-9]/, 7],
  [/[A-HJ-LN-PR-VX-Z]/, 8],
];
const WIDEST = 11;
const PADDING = 6;

export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (widths.find(([kind]) => kind.test(letter))?.[1] ?? WIDEST), 0);

/** A badge in the style common in README files. `textLength` keeps the text in its box whatever the font. */
export function renderBadge(label: string, value: string, color: BadgeColor): string {
  const [labelWidth, valueWidth] = [widthOf(label), widthOf(value)];
  const left = labelWidth + 2 * PADDING;
  const right = valueWidth + 2 * PADDING;
  const said = `${label}: ${value}`;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${left + right}"
    height="20"
    role="img"
    aria-label="${said}"
  >
    <title>${said}</title>
    <clipPath id="r"><rect width="${left + right}" height="20" rx="3" /></clipPath>
    <g clip-path="url(#r)">
      <path fill="#3d444d" d="M0 0h${left}v20H0z" />
      <path fill="${colors[color]}" d="M${left} 0h${right}v20H${left}z" />
    </g>
    <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
      <text x="${PADDING}" y="14" textLength="${labelWidth}">${label}</text>
      <text x="${left + PADDING}" y="14" textLength="${valueWidth}">${value}</text>
    </g>
  </svg>`.text;
}
