import type { AlertMessage, Severity } from '../../messages/alert-message.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#d92d20',
  warning: '#b54708',
  info: '#344054',
  good: '#027a48',
};
const NAME_STYLE = 'padding:2px 12px 2px 0;color:#667085;vertical-align:top';

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** The HTML body of a mail. */
export function mailHtml({ title, severity, summary, facts, links }: AlertMessage): string {
  const rows = facts.map(
    ({ name, value }) => `<tr><td style="${NAME_STYLE}">${escape(name)}</td><td>${escape(value)}</td></tr>`,
  );
  const anchors = links.map(({ label, url }) => `<a href="${escape(url)}">${escape(label)}</a>`);
  return [
    '<div style="font-family:sans-serif;font-size:15px;color:#101828">',
    `<h2 style="color:${COLOURS[severity]}">${escape(title)}</h2>`,
    `<p style="white-space:pre-line">${escape(summary)}</p>`,
    rows.length > 0 ? `<table style="font-size:14px">${rows.join('')}</table>` : '',
    anchors.length > 0 ? `<p>${anchors.join(' · ')}</p>` : '',
    '</div>',
  ].join('');
}
