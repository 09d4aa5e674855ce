import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Ready at once; says on its log what it was given, and when it was asked to stop. */
const SERVICE = `
import { createServer } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
const name = basename(resolve(dirname(process.argv[1]), '..'));
const say = (msg) => console.log(JSON.stringify({ level: 'info', time: new Date().toISOString(), service: name, msg }));
const server = createServer((request, response) => {
  if (request.url === '/health/ready') return response.end('{}');
  if (request.url === '/env') return response.end(JSON.stringify(process.env));
  response.writeHead(404).end();
});
server.listen(Number(process.env.PORT), process.env.HOST, () => say('ready'));
process.once('SIGTERM', () => { say('stopping'); server.close(); server.closeAllConnections(); });
`;

const MIGRATE = `
if (!process.env.DATABASE_URL || !process.env.NATS_URL) process.exit(1);
console.log(JSON.stringify({ level: 'info', msg: 'migrated' }));
`;

/** A checkout whose services are tiny scripts, for tests of what starts and supervises them. */
export async function fakeRepository(replaced: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'wakeful-system-spec-'));
  const files: Record<string, string> = {
    'package.json': '{ "type": "module" }',
    'apps/recorder/dist/migrate.js': MIGRATE,
    'tools/demo-target/dist/main.js': SERVICE,
  };
  for (const name of ['gateway', 'scheduler', 'checker', 'debug-session', 'recorder', 'notifier'])
    files[`apps/${name}/dist/main.js`] = SERVICE;
  for (const [path, text] of Object.entries({ ...files, ...replaced })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
