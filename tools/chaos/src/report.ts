import type { Evidence } from './oracle/evidence.js';
import type { Verdict } from './oracle/verdict.js';

const MAX_SENTENCES = 12;

export function describeRun(verdicts: readonly Verdict[], { requests, faults, alerts, outages }: Evidence): string {
  const rows = verdicts.map(({ promise, checked, breaches, note }) => [
    breaches.length === 0 ? 'held' : 'BROKEN',
    promise,
    String(checked),
    String(breaches.length),
    note ?? '',
  ]);
  const broken = verdicts.filter(({ breaches }) => breaches.length > 0);
  const sentences = broken.flatMap(({ promise, breaches }) => [
    `\n${promise}:`,
    ...breaches.slice(0, MAX_SENTENCES).map((breach) => `  ${breach}`),
    ...(breaches.length > MAX_SENTENCES ? [`  and ${breaches.length - MAX_SENTENCES} more`] : []),
  ]);
  return [
    textTable([['', 'promise', 'looked at', 'broken', ''], ...rows]),
    ...sentences,
    `\n${faults.length} faults, ${outages.length} outages, ${requests.length} requests, ${alerts.length} alerts.`,
  ].join('\n');
}

/** Columns of text, each as wide as its widest cell. */
function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
