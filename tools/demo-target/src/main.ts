import { createDemoTarget } from './demo-target.js';

const host = process.env['HOST'] || '127.0.0.1';
const port = Number(process.env['PORT'] || 0);

const say = (level: 'info' | 'fatal', msg: string): void => {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), service: 'demo-target', msg })}\n`);
};

const server = createDemoTarget();
server.once('error', (error) => {
  say('fatal', `The demo target cannot listen on ${host}:${port}: ${error.message}. Choose another PORT.`);
  process.exitCode = 1;
});
server.listen(port, host, () => {
  const address = server.address();
  say('info', `Listening on ${typeof address === 'object' && address ? `${host}:${address.port}` : String(address)}`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
