import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { buildRequest, readTarget } from '@wakeful/probing';
import type { CDPSession, Page } from 'playwright';
import { DocumentOrigins } from './document-origins.js';

/** The browser sets these itself, or refuses them. */
const BROWSERS_OWN = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'user-agent', 'accept']);
const METHODS_WITH_BODY = /^(POST|PUT|PATCH)$/;

interface MonitoredRequest {
  origin: string;
  headers: ReadonlyMap<string, string>;
  method: ProbeSpec['method'];
  body: Buffer | null;
}

/** As reported by CDP: https://chromedevtools.github.io/devtools-protocol/tot/Fetch/#event-requestPaused. */
interface PausedRequest {
  requestId: string;
  request: { url: string; method: string; headers: Record<string, string> };
  frameId: string;
  resourceType: string;
  /** The same for all hops of a chain of redirects. */
  networkId?: string;
}

/** What the monitor's checks send beyond what a browser sends by itself; null: nothing. */
function monitoredRequest(spec: ProbeSpec, secrets: ProbeSecrets | null): MonitoredRequest | null {
  const target = readTarget(spec.url);
  const { method, body, headers: flat } = buildRequest(target, spec.method, secrets);
  const userNames = new Set(Object.keys(secrets?.headers ?? {}).map((name) => name.toLowerCase()));
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = (flat[at] ?? '').toLowerCase();
    const isUsers = userNames.has(name) && name !== 'host' && name !== 'content-length' && name !== 'connection';
    if (isUsers || !BROWSERS_OWN.has(name)) headers.set(name, flat[at + 1] ?? '');
  }
  // What HEAD asks for cannot be looked at.
  const visible = method === 'HEAD' ? 'GET' : method;
  if (headers.size === 0 && visible === 'GET') return null;
  return { origin: target.origin, headers, method: visible, body };
}

/**
 * Makes a page's browser send what the monitor's checks send: its headers and credentials with the requests to the
 * monitor's own origin, its method and body with the first one. The browser must not become a deputy that opens doors
 * for others, so:
 *
 * | who asks the monitor's origin | gets credentials |
 * |---|---|
 * | the first request, and redirects that stay at the origin | yes |
 * | a document of the origin: its files, its API calls, its frames | yes |
 * | a document of another origin, also in a frame of the page, also after a redirect | no |
 * | a chain of redirects that has been elsewhere, or began there | no, for good |
 * | a frame of the origin in a page of another one | no |
 * | the page, once it has been elsewhere | no, for good |
 *
 * Another origin never sees them, nor the body: each hop of a redirect is paused again, and headers that are set for
 * one do not carry over to the next
 * (https://chromedevtools.github.io/devtools-protocol/tot/Fetch/#method-continueRequest).
 */
export async function sendAsMonitored(page: Page, spec: ProbeSpec, secrets: ProbeSecrets | null): Promise<void> {
  const monitored = monitoredRequest(spec, secrets);
  if (!monitored) return;
  const session = await page.context().newCDPSession(page);
  const sending = new MonitoredSending(session, monitored, await DocumentOrigins.follow(session));
  session.on('Fetch.requestPaused', (paused) => void sending.go(paused));
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}

class MonitoredSending {
  #first: { networkId: string | undefined } | null = null;
  /** The page has shown or asked another origin: what it does from then on may be controlled by another site. */
  #hasBeenElsewhere = false;
  /** Chains of redirects, by the id that all their hops share, that left the origin or began elsewhere. */
  readonly #strayed = new Set<string>();

  constructor(
    private readonly session: CDPSession,
    private readonly monitored: MonitoredRequest,
    private readonly origins: DocumentOrigins,
  ) {}

  /** Lets a request continue, with the monitor's headers when they belong to it. */
  async go(paused: PausedRequest): Promise<void> {
    const { requestId, request, networkId } = paused;
    const isFirst = this.#first === null;
    this.#first ??= { networkId };
    try {
      if (await this.#isTrusted(paused, isFirst)) return await this.#send(paused, isFirst);
      // A 307 repeats method and body, and Chromium does not let go of them when it follows: so the same address by GET.
      const isBodyStray = this.monitored.body !== null && networkId === this.#first.networkId;
      if (!isBodyStray || !METHODS_WITH_BODY.test(request.method)) {
        return void (await this.session.send('Fetch.continueRequest', { requestId }));
      }
      const responseHeaders = [{ name: 'location', value: request.url }];
      await this.session.send('Fetch.fulfillRequest', { requestId, responseCode: 303, responseHeaders });
    } catch {
      // The request or the whole browser is gone; or it does not take a header, and then the request must not hang.
      await this.session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined);
    }
  }

  async #isTrusted(paused: PausedRequest, isFirst: boolean): Promise<boolean> {
    const { request, frameId, resourceType, networkId = '' } = paused;
    const isOwn = URL.canParse(request.url) && new URL(request.url).origin === this.monitored.origin;
    if (!isOwn) this.#strayed.add(networkId);
    const isPage = resourceType === 'Document' && !this.origins.isSubframe(frameId);
    if (isPage && !isOwn) this.#hasBeenElsewhere = true;
    if (!isOwn || this.#hasBeenElsewhere || this.#strayed.has(networkId)) return false;
    return isFirst || this.#isOfOwnDocument(paused, isPage);
  }

  async #isOfOwnDocument({ frameId, resourceType, networkId }: PausedRequest, isPage: boolean): Promise<boolean> {
    const { origin } = this.monitored;
    // Nothing but the first request and its redirects comes before the page has a document.
    if (isPage) return [origin, 'null', null].includes(this.origins.ofFrame(frameId));
    const asking = resourceType === 'Document' ? this.origins.ofParent(frameId) : this.origins.ofRequest(networkId);
    return (await asking) === origin;
  }

  async #send({ requestId, request }: PausedRequest, isFirst: boolean): Promise<void> {
    const { headers: added, method, body } = this.monitored;
    const own = Object.entries(request.headers).filter(([name]) => !added.has(name.toLowerCase()));
    const headers = [...own, ...added].map(([name, value]) => ({ name, value }));
    await this.session.send('Fetch.continueRequest', {
      requestId,
      headers,
      ...(isFirst && { method }),
      ...(isFirst && body && { postData: body.toString('base64') }),
    });
  }
}
