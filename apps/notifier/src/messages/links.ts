import type { AlertMessage } from './alert-message.js';

export interface MessageUrls {
  readonly monitorPageUrl: string | null;
  readonly windowUrl: string | null;
  readonly debugSessionUrl: string | null;
  readonly screenshotUrl: string | null;
}

/** What a message is about; null: there is none, or none any more. */
export interface LinkedIds {
  readonly monitorId: string | null;
  readonly windowId: string | null;
  readonly debugSessionId: string | null;
}

type Link = AlertMessage['links'][number];

/** Where people find more, below the address at which they reach Wakeful: in the dashboard, files in the API. */
export class Links {
  readonly #dashboard: string;

  constructor(publicUrl: string) {
    this.#dashboard = publicUrl.replace(/\/+$/, '');
  }

  of({ monitorId, windowId, debugSessionId }: LinkedIds): MessageUrls {
    const session = debugSessionId === null ? null : `${this.#dashboard}/api/v1/debug-sessions/${debugSessionId}`;
    return {
      monitorPageUrl: monitorId === null ? null : `${this.#dashboard}/monitors/${monitorId}`,
      windowUrl: windowId === null ? null : `${this.#dashboard}/downtime/${windowId}`,
      debugSessionUrl: session,
      screenshotUrl: session === null ? null : `${session}/artifacts/screenshot`,
    };
  }

  /** The monitors that are down now. */
  ofOutages(): Link {
    return { label: 'Monitors that are down', url: `${this.#dashboard}/?status=down` };
  }

  /** How the services are that do the monitoring. */
  ofSystem(): Link {
    return { label: 'System', url: `${this.#dashboard}/system` };
  }

  /** For people. What the browser of a debug session found is on the page of its downtime. */
  listOf({ windowUrl, monitorPageUrl, screenshotUrl }: MessageUrls): AlertMessage['links'] {
    const all: [label: string, url: string | null][] = [
      ['Incident', windowUrl],
      ['Monitor', monitorPageUrl],
      ['Screenshot', screenshotUrl],
    ];
    return all.flatMap(([label, url]) => (url === null ? [] : [{ label, url }]));
  }
}
