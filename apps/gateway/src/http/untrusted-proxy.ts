import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@wakeful/platform';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/**
 * Says once in the log that a proxy stands in front which TRUSTED_PROXIES does not name: then all visitors have one
 * address, share one rate limit, and the audit log shows the proxy.
 */
export function tellOfUntrustedProxy(fastify: Fastify, logger: Logger): void {
  let isTold = false;
  fastify.addHook('onRequest', async (request) => {
    if (isTold || !request.headers['x-forwarded-for'] || (request.ips?.length ?? 0) > 1) return;
    isTold = true;
    logger.warn(
      { peer: request.socket.remoteAddress },
      'X-Forwarded-For is ignored: set TRUSTED_PROXIES to the addresses of the proxy, or all visitors count as one',
    );
  });
}
