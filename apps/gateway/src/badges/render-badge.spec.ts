import { describe, expect, it } from '@jest/globals';
import { renderBadge, widthOf } from './render-badge.js';

describe('renderBadge', () => {
  it('is as wide as its texts', () => {
    expect(widthOf('illi')).toBeLessThan(widthOf('WWWW'));
    expect(renderBadge('up', '100%', 'green')).toContain(`width="${widthOf('up') + widthOf('100%') + 24}"`);
  });

  it('escapes its text', () => {
    const svg = renderBadge('"><script>x</script>', '<&>', 'red');
    expect(svg).not.toMatch(/<script|<&>/);
    expect(svg).toContain('&lt;&amp;&gt;');
  });
});
