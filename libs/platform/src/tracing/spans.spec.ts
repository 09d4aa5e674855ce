import { describe, expect, it } from '@jest/globals';
import { activeSpan, remoteSpan, rootSpan, stepOf, traceparentOf, within } from './spans.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('spans, when no one takes the traces', () => {
  it('are nothing that is handed on', () => {
    expect(traceparentOf(rootSpan('a'))).toBeUndefined();
    expect(traceparentOf(remoteSpan('a', traceparent))).toBeUndefined();
    expect(traceparentOf(stepOf(rootSpan('a'), 'b'))).toBeUndefined();
  });

  it('run what runs within them', () => {
    expect(within(rootSpan('a'), () => activeSpan())).toBeUndefined();
  });
});
