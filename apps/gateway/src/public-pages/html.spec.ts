import { describe, expect, it } from '@jest/globals';
import { html } from './html.js';

describe('html', () => {
  it('escapes what is no markup, in text and attributes', () => {
    const hostile = `"><script>alert('&')</script>`;
    expect(html`<a title="${hostile}">${html`<b>${1}</b>`}${null}${[html`x`, html`y`]}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"><b>1</b>xy</a>',
    );
  });

  it('leaves out what XML cannot hold', () => {
    expect(html`${'a\u0001b\ud800'}`.text).toBe('ab\ufffd');
  });
});
