import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { buildRequest, readTarget } from '@wakeful/probing';
import type { CDPSession, Page } from 'playwright';

/** The browser sets these itself, or refuses them. */
const BROWSERS_OWN = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'user-agent', 'accept']);

interface MonitoredRequest {
  origin: string;
  headers: ReadonlyMap<string, string>;
  method: ProbeSpec['method'];
  body: Buffer | null;
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
 * Makes a page's browser send what the monitor's checks send: its headers and credentials with every request to the
 * monitor's own origin, its method and body with the first one. Another origin never sees them: each hop of a redirect
 * is asked about anew, and what is set for one does not go on to the next
 * (https://chromedevtools.github.io/devtools-protocol/tot/Fetch/#method-continueRequest).
 */
export async function sendAsMonitored(page: Page, spec: ProbeSpec, secrets: ProbeSecrets | null): Promise<void> {
  const monitored = monitoredRequest(spec, secrets);
  if (!monitored) return;
  const session = await page.context().newCDPSession(page);
  let isFirst = true;
  session.on('Fetch.requestPaused', ({ requestId, request, resourceType }) => {
    const isOwn = URL.canParse(request.url) && new URL(request.url).origin === monitored.origin;
    const isMainDocument = isFirst && resourceType === 'Document';
    isFirst = false;
    void continueRequest(session, requestId, request.headers, isOwn ? monitored : null, isMainDocument);
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}

async function continueRequest(
  session: CDPSession,
  requestId: string,
  sent: Record<string, string>,
  monitored: MonitoredRequest | null,
  isMainDocument: boolean,
): Promise<void> {
  try {
    if (!monitored) return void (await session.send('Fetch.continueRequest', { requestId }));
    const own = Object.entries(sent).filter(([name]) => !monitored.headers.has(name.toLowerCase()));
    const headers = [...own, ...monitored.headers].map(([name, value]) => ({ name, value }));
    await session.send('Fetch.continueRequest', {
      requestId,
      headers,
      ...(isMainDocument && { method: monitored.method }),
      ...(isMainDocument && monitored.body && { postData: monitored.body.toString('base64') }),
    });
  } catch {
    // The request or the whole browser is gone; or it does not take a header, and then the request must not hang.
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined);
  }
}
