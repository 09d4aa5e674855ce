import { describe, expect, it } from '@jest/globals';
import { EventStreamParser } from './event-stream.js';

const STREAM = ': hello\n\nevent: status\nid: 7\ndata: {"a":\ndata: 1}\n\nevent: nothing\n\ndata:plain\r\n\r\n';
const EVENTS = [
  { event: 'status', data: '{"a":\n1}' },
  { event: 'message', data: 'plain' },
];

describe('EventStreamParser', () => {
  it('gives the events of a stream', () => {
    expect(new EventStreamParser().feed(STREAM)).toEqual(EVENTS);
  });

  it('does not mind how the stream is cut', () => {
    const parser = new EventStreamParser();
    expect([...STREAM].flatMap((character) => parser.feed(character))).toEqual(EVENTS);
  });
});
