import { createHmac } from 'node:crypto';
import type { SettingsOf } from '@wakeful/contracts';
import { renderBodyTemplate } from '@wakeful/domain';
import type { AlertMessage } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { exchange } from '../http-exchange.js';

function bodyOf(message: AlertMessage, template: string | null): string {
  if (template !== null) return renderBodyTemplate(template, message.values);
  const { values, facts, links, windowIds = values.windowId === null ? [] : [values.windowId] } = message;
  return JSON.stringify({ ...values, windowIds, facts, links });
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

/** The headers of https://www.standardwebhooks.com, over id, time and body. */
function signedHeaders(id: string, body: string, secret: string | null, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return headers;
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}

function headersOf(settings: SettingsOf<'webhook'>, id: string, body: string): Record<string, string> {
  const named = Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...Object.fromEntries(named), ...signedHeaders(id, body, settings.signingSecret, Date.now()) };
}

/** Any HTTP endpoint, optionally with a custom JSON body. */
export const webhook: Channel<'webhook'> = {
  hasIncidents: false,
  async send(message, settings, network) {
    const body = bodyOf(message, settings.bodyTemplate);
    const { url, method } = settings;
    return exchange({ url, method, headers: headersOf(settings, message.id, body), body }, network);
  },
};
