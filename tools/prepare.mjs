// What `npm start` and `npm test` need before anything of the project can run: the packages of the lock file, and every
// project built. Plain JavaScript for Node 20, because at this point nothing is installed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');

/** Installs and builds what is missing or out of date; returns the pinned Node to continue with. */
export async function prepare() {
  if (!isInstalled()) await install();
  linkWorkspaces();
  const node = pinnedNode();
  await build(node);
  return node;
}

/** Runs a program to its end, with signals passed on; returns its exit code. */
export async function runProgram(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  try {
    return await new Promise((resolvePromise, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolvePromise(code ?? (signal ? 1 : 0)));
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass);
  }
}

/** Whether node_modules holds what the lock file asks for, by npm's own list, which it writes when it has finished. */
function isInstalled() {
  const installed = readPackages(join(modules, '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(readPackages(lockFile) ?? {}).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.link) return true;
    const isForOthers = !installed[path] && (wanted.optional || wanted.devOptional || wanted.peer);
    return isForOthers || installed[path]?.version === wanted.version;
  });
}

/** A project that is new since the installation only lacks its link, which needs no network. */
function linkWorkspaces() {
  for (const [path, { link, resolved }] of Object.entries(readPackages(lockFile) ?? {})) {
    if (!link || existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(root, resolved), join(root, path), 'junction');
  }
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

async function install() {
  const begun = Date.now();
  console.log(`Installing the packages of package-lock.json (${existsSync(modules) ? 'it changed' : 'once'}) …`);
  const ticking = setInterval(() => {
    console.log(`  still installing, ${Math.round((Date.now() - begun) / 1000)} s …`);
  }, 10_000);
  let code;
  try {
    code = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      shell: process.platform === 'win32',
      // Set by `npm start` for its script; the installation is not to run under them.
      env: withoutNpmScript(process.env),
    });
  } finally {
    clearInterval(ticking);
  }
  if (code !== 0) throw new Error('"npm ci" failed; its message above says why. Is the npm registry within reach?');
  console.log(`  installed in ${Math.round((Date.now() - begun) / 1000)} s`);
}

function withoutNpmScript(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(lifecycle|package)_|^npm_command$/.test(name)),
  );
}

/** The npm package `node` holds the binary; where install scripts may not run, its link in .bin still leads to one. */
function pinnedNode() {
  const found = [join(modules, 'node', 'bin', 'node'), join(modules, '.bin', 'node')].find((file) => existsSync(file));
  if (!found) throw new Error('The pinned Node is missing from node_modules. Delete node_modules and try again.');
  return found;
}

/** Nx builds only what changed. Its output is of interest only when it fails. */
async function build(node) {
  console.log('Building …');
  const args = [join(modules, 'nx', 'dist', 'bin', 'nx.js'), 'run-many', '-t', 'build', '--outputStyle=static'];
  const env = {
    ...process.env,
    PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
  };
  const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolvePromise, reject) => {
    child.once('error', reject);
    child.once('close', resolvePromise);
  });
  if (code === 0) return;
  console.error(output);
  throw new Error('The build failed; its output above says why.');
}
