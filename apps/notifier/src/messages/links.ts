import type { AlertMessage } from './alert-message.js';

export interface MessageUrls {
  readonly monitorPageUrl: string | null;
  readonly windowUrl: string | null;
  readonly debugSessionUrl: string | null;
  readonly screenshotUrl: string | null;
}

/** The subjects of a message; null if there is none or it was deleted. */
export interface LinkedIds {
  readonly monitorId: string | null;
  readonly windowId: string | null;
  readonly debugSessionId: string | null;
}

type Link = AlertMessage['links'][number];

/** Links below the public URL of Wakeful: dashboard pages and API files. */
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

  /** The page of an incident, which is about several monitors. */
  ofIncident(incidentId: string): Link {
    return { label: 'Incident', url: this.incidentUrl(incidentId) };
  }

  incidentUrl = (incidentId: string): string => `${this.#dashboard}/incidents/${incidentId}`;

  /** The system page. */
  ofSystem(): Link {
    return { label: 'System', url: `${this.#dashboard}/system` };
  }

  /** For users. The evidence of a browser check is on the page of its incident. */
  listOf({ windowUrl, monitorPageUrl, screenshotUrl }: MessageUrls): AlertMessage['links'] {
    const all: [label: string, url: string | null][] = [
      ['Incident', windowUrl],
      ['Monitor', monitorPageUrl],
      ['Screenshot', screenshotUrl],
    ];
    return all.flatMap(([label, url]) => (url === null ? [] : [{ label, url }]));
  }
}
