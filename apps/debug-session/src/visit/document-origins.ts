import type { CDPSession } from 'playwright';

/** How long a request may wait to hear whose it is. The browser tells within milliseconds. */
const PATIENCE_MS = 1_000;
const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

interface Waiting<Value> {
  known: Map<string, Value>;
  waiting: Map<string, ((value: Value) => void)[]>;
}
const nothingYet = <Value>(): Waiting<Value> => ({ known: new Map(), waiting: new Map() });

function tell<Value>({ known, waiting }: Waiting<Value>, key: string, value: Value): void {
  known.set(key, value);
  for (const resolve of waiting.get(key) ?? []) resolve(value);
  waiting.delete(key);
}

/** The value when it is known; null when it does not become known in time. */
function hear<Value>({ known, waiting }: Waiting<Value>, key: string): Promise<Value | null> {
  const value = known.get(key);
  if (value !== undefined) return Promise.resolve(value);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), PATIENCE_MS);
    const done = (heard: Value): void => {
      clearTimeout(timer);
      resolve(heard);
    };
    waiting.set(key, [...(waiting.get(key) ?? []), done]);
  });
}

/** Which document makes a request: from what the browser reports about frames and initiators. */
export class DocumentOrigins {
  readonly #documentOf = nothingYet<string>();
  readonly #originOf = nothingYet<string>();
  readonly #parents = new Map<string, string>();

  private constructor(session: CDPSession) {
    session.on('Network.requestWillBeSent', ({ requestId, documentURL }) =>
      tell(this.#documentOf, requestId, documentURL),
    );
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) => this.#parents.set(frameId, parentFrameId));
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) this.#parents.set(frame.id, frame.parentId);
      tell(this.#originOf, frame.id, originOf(frame.url) ?? 'null');
    });
  }

  static async follow(session: CDPSession): Promise<DocumentOrigins> {
    const origins = new DocumentOrigins(session);
    await session.send('Network.enable');
    await session.send('Page.enable');
    return origins;
  }

  isSubframe(frameId: string): boolean {
    return this.#parents.has(frameId);
  }

  /** Origin of the document that asks for a script, an image, an API; null: not known. */
  async ofRequest(networkId: string | undefined): Promise<string | null> {
    const url = networkId === undefined ? null : await hear(this.#documentOf, networkId);
    return url === null ? null : originOf(url);
  }

  /** Origin of the document in whose page a frame is. */
  ofParent(frameId: string): Promise<string | null> {
    return hear(this.#originOf, this.#parents.get(frameId) ?? '');
  }

  /** Origin of the document that a frame shows now; null: none yet. */
  ofFrame(frameId: string): string | null {
    return this.#originOf.known.get(frameId) ?? null;
  }
}
