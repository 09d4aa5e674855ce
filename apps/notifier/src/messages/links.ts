import type { AlertMessage } from './alert-message.js';

export interface MessageUrls {
  readonly windowUrl: string | null;
  readonly debugSessionUrl: string | null;
  readonly screenshotUrl: string | null;
}

/** Where people find more, below the address at which they reach Wakeful. */
export class Links {
  readonly #api: string;

  constructor(publicUrl: string) {
    this.#api = `${publicUrl.replace(/\/+$/, '')}/api/v1`;
  }

  of(windowId: string | null, debugSessionId: string | null): MessageUrls {
    const sessionUrl = debugSessionId === null ? null : `${this.#api}/debug-sessions/${debugSessionId}`;
    return {
      windowUrl: windowId === null ? null : `${this.#api}/downtime-windows/${windowId}`,
      debugSessionUrl: sessionUrl,
      screenshotUrl: sessionUrl === null ? null : `${sessionUrl}/artifacts/screenshot`,
    };
  }

  /** The monitors that are down now. */
  ofOutages(): string {
    return `${this.#api}/monitors?status=down`;
  }

  listOf({ windowUrl, debugSessionUrl, screenshotUrl }: MessageUrls): AlertMessage['links'] {
    const all: [label: string, url: string | null][] = [
      ['Downtime', windowUrl],
      ['Debug session', debugSessionUrl],
      ['Screenshot', screenshotUrl],
    ];
    return all.flatMap(([label, url]) => (url === null ? [] : [{ label, url }]));
  }
}
