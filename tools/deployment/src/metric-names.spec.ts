import { describe, expect, it } from '@jest/globals';
import { metricNamesIn, seriesNamesIn } from './metric-names.fixture.js';

describe('the names of metrics', () => {
  it('are found in an expression', () => {
    const expression =
      'histogram_quantile(0.95, sum by (le, phase) (rate(a_bucket{x="y"}[5m]))) / max(b) > 1 or absent(c)';
    expect(metricNamesIn(expression)).toEqual(['a_bucket', 'b', 'c']);
  });

  it('are found in what a service tells', () => {
    const text = '# HELP a An a.\n# TYPE a histogram\n# TYPE b counter\nb{x="1"} 2\nc 1\n';
    expect([...seriesNamesIn(text)]).toEqual(['a_bucket', 'a_sum', 'a_count', 'b', 'c']);
  });
});
