/** Words of PromQL that look like names. */
const WORDS = new Set(
  `abs sum max min avg count by without rate increase histogram_quantile absent topk bottomk sort and or unless on ignoring
   group_left group_right offset bool vector`.split(/\s+/),
);

/** The names of metrics in a PromQL expression: what is left without labels, ranges, texts and words. */
export function metricNamesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
}

/** The names of all series in a text of Prometheus' format, those of histograms one by one. */
export function seriesNamesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const name = /^([a-zA-Z_:][a-zA-Z0-9_:]*)[{ ]/.exec(line)?.[1];
    if (name) names.add(name);
    // A metric whose labels have no values yet is declared all the same.
    const [, declared, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (!declared) continue;
    if (type === 'histogram') for (const suffix of ['_bucket', '_sum', '_count']) names.add(`${declared}${suffix}`);
    else names.add(declared);
  }
  return names;
}
