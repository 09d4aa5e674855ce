/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Takes the text of a server-sent event stream piece by piece and gives its events. */
export class EventStreamParser {
  private rest = '';
  private event = 'message';
  private data: string[] = [];

  feed(text: string): ServerSentEvent[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  private line(line: string): ServerSentEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): ServerSentEvent[] {
    const { event, data } = this;
    this.event = 'message';
    this.data = [];
    return data.length > 0 ? [{ event, data: data.join('\n') }] : [];
  }
}
