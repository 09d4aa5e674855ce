import { createServer, type Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const HEALTH_ROUTES = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Moves `/health` and `/metrics` to a port of their own, so that whoever may reach the service's own port cannot read them.
 * Nothing else answers there. Call `listen` on what it returns after the application listens.
 */
export function serveHealthApart(app: NestFastifyApplication, healthPort: number, host: string): HealthServer {
  const fastify = app.getHttpAdapter().getInstance();
  const server = createServer((request, response) => fastify.routing(request, response));
  fastify.addHook('onRequest', async (request, reply) => {
    const isOnHealthPort = request.raw.socket.localPort === (server.address() as { port: number } | null)?.port;
    // By the route, not by the text of the path, which can be written in many ways.
    if (isOnHealthPort !== HEALTH_ROUTES.has(request.routeOptions.url ?? '')) reply.callNotFound();
  });
  fastify.addHook('onClose', () => void server.close());
  return new HealthServer(server, healthPort, host);
}

export class HealthServer {
  constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly host: string,
  ) {}

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, this.host, resolve);
    });
  }
}
