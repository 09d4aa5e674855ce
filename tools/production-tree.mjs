// What an image of a service holds: the packages that it needs to run, and its built code. The Dockerfile uses the three
// steps one by one, so that each is a layer of its own; a test makes the same tree in a temporary folder and runs it.
//
//   node tools/production-tree.mjs manifests <to>              what npm has to know: nothing else invalidates the packages
//   node tools/production-tree.mjs modules <service> <in>      npm ci for one service, beside the manifests
//   node tools/production-tree.mjs code <service> <modules> <to>  the built projects that those packages link to
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Nothing at run time reads these, and they are more than half of all bytes. Licences stay. */
const UNUSED = ['**/*.map', '**/*.d.ts', '**/*.d.mts', '**/*.d.cts', '**/*.tsbuildinfo'];
/** A peer of @nestjs/swagger's compiler plug-in, which runs at build time only; and typeorm's build for browsers. */
const UNUSED_PACKAGES = ['node_modules/typescript', 'node_modules/typeorm/browser'];

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

  modules(service, folder) {
    const flags = [
      '--omit=dev',
      `--workspace=@wakeful/${service}`,
      '--include-workspace-root=false',
      '--ignore-scripts',
    ];
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const { status } = spawnSync('npm', ['ci', ...flags, ...quiet], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error(`"npm ci" for ${service} failed; its message above says why.`);
    for (const file of globSync(
      UNUSED.map((pattern) => `node_modules/${pattern}`),
      { cwd: folder },
    )) {
      rmSync(join(folder, file));
    }
    for (const path of UNUSED_PACKAGES) rmSync(join(folder, path), { recursive: true, force: true });
  },

  code(service, modules, to) {
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
if (!steps[step]) throw new Error(`There is no step "${step}"; ${dirname(import.meta.filename)} says which there are.`);
steps[step](...args.map((arg, index) => (index === 0 && step !== 'manifests' ? arg : resolve(arg))));
