import { get } from 'node:http';
import { Agent, get as getOverTls } from 'node:https';
import type { TargetIdentity } from '../target/target-server.js';

/**
 * What B is: a GET by `node:http` or `node:https` as its documentation shows it, over a new connection without a session
 * to resume, that reads the body and keeps none of it. Resolves when the body has ended.
 */
export function bareGet(url: string, identity: TargetIdentity | null): () => Promise<void> {
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0, ...(identity && { ca: identity.cert }) });
  return () =>
    new Promise((resolve, reject) => {
      const request = identity ? getOverTls(url, { agent }) : get(url, { agent: false });
      request.on('error', reject);
      request.on('response', (response) => {
        response.on('error', reject).on('end', resolve).resume();
      });
    });
}
