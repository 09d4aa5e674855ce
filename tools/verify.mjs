// What has to be true of every change and needs no database and no server: types, lint with the module boundaries, unused
// code, unit tests, formatting, documents and contract snapshots. Prints what failed, with its output.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const node = join(root, 'node_modules/.bin/node');
const bin = (name) => join(root, 'node_modules/.bin', name);
const script = (name) => ['npm', 'run', '--silent', name];

/** The steps of one list run one after the other, so that the largest of them says how much memory is needed. */
const lists = [
  [
    { name: 'types', command: [bin('tsc'), '-b'] },
    { name: 'lint and boundaries', command: script('lint') },
    { name: 'unused code and dependencies', command: script('unused') },
  ],
  [
    { name: 'documents', command: [node, 'tools/docs-check.mjs'] },
    { name: 'words', command: [node, 'tools/words-check.mjs'] },
    {
      name: 'contract snapshots',
      command: [bin('nx'), 'run-many', '-t', 'build', '-p', 'contracts-check,contracts', '--tui=false'],
      then: [node, 'tools/contracts-check/dist/main.js'],
    },
    { name: 'format', command: script('format:check') },
    { name: 'unit tests', command: [...script('test:unit'), '--', '--maxWorkers', '2'] },
  ],
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

async function runStep({ name, command, then }) {
  const startedMs = performance.now();
  let result = await run(command);
  if (result.isGood && then) result = await run(then);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${result.isGood ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  return { name, ...result };
}

const results = await Promise.all(
  lists.map(async (steps) => {
    const done = [];
    for (const step of steps) done.push(await runStep(step));
    return done;
  }),
);
const failed = results.flat().filter((result) => !result.isGood);
for (const { name, output } of failed) console.error(`\n--- ${name}\n${output}`);
process.exitCode = failed.length > 0 ? 1 : 0;
