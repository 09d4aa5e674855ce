// Everything that needs no database and no servers: formatting, lint with the module boundaries, types, unit tests and
// the contract snapshots. All at once; prints what failed, with its output.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const node = join(root, 'node_modules/.bin/node');
const bin = (name) => join(root, 'node_modules/.bin', name);

const steps = [
  { name: 'unit tests', command: ['npm', 'run', '--silent', 'test:unit'] },
  { name: 'lint and boundaries', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: [bin('tsc'), '-b'] },
  { name: 'documentation', command: [node, 'tools/docs-check.mjs'] },
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  {
    name: 'contract snapshots',
    command: [bin('nx'), 'run-many', '-t', 'build', '-p', 'contracts-check,contracts', '--tui=false'],
    then: [node, 'tools/contracts-check/dist/main.js'],
  },
];

const run = ([file, ...args]) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ isGood: false, output: error.message }));
    child.on('close', (code) => resolve({ isGood: code === 0, output }));
  });

const startedMs = performance.now();
const results = await Promise.all(
  steps.map(async ({ name, command, then }) => {
    let result = await run(command);
    if (result.isGood && then) result = await run(then);
    console.log(
      `${result.isGood ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`,
    );
    return { name, ...result };
  }),
);
const failed = results.filter((result) => !result.isGood);
for (const { name, output } of failed) console.error(`\n--- ${name}\n${output}`);
process.exitCode = failed.length > 0 ? 1 : 0;
