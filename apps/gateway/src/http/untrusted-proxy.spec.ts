import { afterEach, expect, it } from '@jest/globals';
import { createLogger, type Logger } from '@wakeful/platform';
import Fastify, { type FastifyInstance } from 'fastify';
import { tellOfUntrustedProxy } from './track-requests.js';

let fastify: FastifyInstance;
afterEach(() => fastify.close());

/** What is warned of when a request comes three times, each with the header that a proxy sets. */
async function warningsWith(trustProxy: boolean | string, headers: Record<string, string>): Promise<unknown[]> {
  const warnings: unknown[] = [];
  const logger: Logger = createLogger('test', 'silent');
  logger.warn = (...told: unknown[]) => void warnings.push(told);
  fastify = Fastify({ trustProxy });
  tellOfUntrustedProxy(fastify as never, logger);
  fastify.get('/', () => 'ok');
  for (let n = 0; n < 3; n++) await fastify.inject({ url: '/', headers, remoteAddress: '10.0.0.1' });
  return warnings;
}

it('says once that a proxy stands in front which is not trusted', async () => {
  const warnings = await warningsWith(false, { 'x-forwarded-for': '192.0.2.1' });
  expect(warnings).toHaveLength(1);
  expect(JSON.stringify(warnings)).toContain('TRUSTED_PROXIES');
});

it.each<[string, boolean | string, Record<string, string>]>([
  ['a proxy that is trusted', '10.0.0.0/8', { 'x-forwarded-for': '192.0.2.1' }],
  ['a visitor without a proxy', false, {}],
])('says nothing about %s', async (_who, trustProxy, headers) => {
  expect(await warningsWith(trustProxy, headers)).toEqual([]);
});
