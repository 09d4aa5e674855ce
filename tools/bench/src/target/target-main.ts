import type { TargetReply, TargetRequest } from './target-messages.js';
import { TargetServer } from './target-server.js';

/** The process of the target. It obeys the benchmark over its channel and ends with it. */
let server: TargetServer | undefined;

const reply = (message: TargetReply): void => void process.send?.(message);

async function obey(request: TargetRequest): Promise<void> {
  switch (request.type) {
    case 'start':
      server = new TargetServer(request.identity);
      return reply({ type: 'listening', port: await server.listen() });
    case 'count':
      return reply({ type: 'counts', ...(server?.counts ?? { total: 0, byMonitor: [] }) });
    case 'behave':
      server?.behave(request.behaviour);
      return reply({ type: 'behaving' });
  }
}

process.on('message', (request: TargetRequest) => void obey(request));
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the benchmark decides when the target goes.
process.on('SIGINT', () => undefined);
