// What an image of a service holds: the packages that it needs to run, and its built code. The Dockerfile uses the three
// steps one by one, so that each is a layer of its own; a test makes the same tree in a temporary folder and runs it.
//
//   node tools/production-tree.mjs manifests <to>                    what npm has to know: nothing else invalidates the packages
//   node tools/production-tree.mjs install <in> <service>…            one npm ci for all of them, next to the manifests
//   node tools/production-tree.mjs modules <service> <installed> <to>  those of its packages that one service needs
//   node tools/production-tree.mjs code <service> <modules> <to>      the built projects that those packages link to
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Nothing at run time reads these, and they are more than half of all bytes. Licences stay. */
const UNUSED = ['**/*.map', '**/*.d.ts', '**/*.d.mts', '**/*.d.cts', '**/*.tsbuildinfo'];
/** A peer of @nestjs/swagger's compiler plug-in, which runs at build time only; and typeorm's build for browsers. */
const UNUSED_PACKAGES = new Set(['node_modules/typescript', 'node_modules/typeorm/browser']);

/** Hard links: a dozen services need the same thousands of files. The packages within a package are placed by themselves. */
function placePackage(from, path, to) {
  mkdirSync(dirname(join(to, path)), { recursive: true });
  if (lstatSync(join(from, path)).isSymbolicLink()) {
    symlinkSync(readlinkSync(join(from, path)), join(to, path));
    return;
  }
  mkdirSync(join(to, path), { recursive: true });
  for (const entry of readdirSync(join(from, path), { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isFile()) linkSync(join(from, child), join(to, child));
    else if (entry.isDirectory() && entry.name !== 'node_modules' && !UNUSED_PACKAGES.has(child)) {
      placePackage(from, child, to);
    }
  }
}

const steps = {
  manifests(to) {
    const files = [
      'package.json',
      'package-lock.json',
      '.npmrc',
      ...globSync('{apps,libs,tools}/*/package.json', { cwd: root }),
    ];
    for (const file of files) cpSync(join(root, file), join(to, file));
  },

  install(folder, ...services) {
    const flags = [
      '--omit=dev',
      ...services.map((service) => `--workspace=@wakeful/${service}`),
      '--include-workspace-root=false',
      '--ignore-scripts',
    ];
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const { status } = spawnSync('npm', ['ci', ...flags, ...quiet], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error('"npm ci" failed; its message above says why.');
    const patterns = UNUSED.map((pattern) => `{node_modules,*/*/node_modules}/${pattern}`);
    for (const file of globSync(patterns, { cwd: folder })) rmSync(join(folder, file));
  },

  modules(service, installed, to) {
    // Every package keeps its place, which need not be the top: two versions of one package are at two.
    const args = ['ls', '--all', '--parseable', '--omit=dev', `--workspace=@wakeful/${service}`];
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: installed, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Packages of ${service} are not installed: ${stderr}`);
    const packages = new Set(stdout.split('\n').map((path) => relative(installed, path)));
    for (const path of packages) {
      if (path.includes('node_modules') && !UNUSED_PACKAGES.has(path)) placePackage(installed, path, to);
    }
  },

  code(service, modules, to) {
    // Files that the gateway hands out; no package of it links to them.
    const dashboard = 'apps/dashboard/dist';
    if (service === 'gateway' && existsSync(join(root, dashboard))) {
      cpSync(join(root, dashboard), join(to, dashboard), { recursive: true });
    }
    const links = join(modules, 'node_modules/@wakeful');
    for (const name of readdirSync(links)) {
      // Nothing is there that the link leads to: the manifests' folder has no code.
      const project = relative(modules, resolve(links, readlinkSync(join(links, name))));
      for (const part of ['package.json', 'dist']) {
        cpSync(join(root, project, part), join(to, project, part), { recursive: true });
      }
    }
  },
};

const [step, ...args] = process.argv.slice(2);
if (!steps[step]) throw new Error(`There is no step "${step}"; ${import.meta.filename} says which there are.`);
steps[step](...args.map((arg) => (/[./]/.test(arg) ? resolve(arg) : arg)));
