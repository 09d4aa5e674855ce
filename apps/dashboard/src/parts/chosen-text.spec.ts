import { describe, expect, it } from '@jest/globals';
import { chosenText } from './chosen-text.js';

const none = { allMonitors: false, tags: [], monitorIds: [] };

describe('which monitors were chosen', () => {
  it.each([
    ['All monitors', { ...none, allMonitors: true, tags: ['kept'] }],
    ['Tag shop', { ...none, tags: ['shop'] }],
    ['Tags shop, blog and 1 monitor', { ...none, tags: ['shop', 'blog'], monitorIds: ['a'] }],
    ['2 monitors', { ...none, monitorIds: ['a', 'b'] }],
    ['No monitors', none],
  ])('says %s', (text, chosen) => expect(chosenText(chosen)).toBe(text));
});
