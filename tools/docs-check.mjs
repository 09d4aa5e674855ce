// Every path, link and npm script that the documentation names must exist: README, CONTRIBUTING and docs. A path is text
// in backticks that begins with a folder or a file of the repository's root; `{a,b}` and `*` are understood. Tables are not
// padded, so that a change of one row is a change of one line, and the architecture page names every service.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
/** Made by a build or a run: not in a fresh clone. */
const generated = new Set(['node_modules', '.wakeful', '.nx', 'dist', '.git']);
const roots = new Set(readdirSync(root).filter((name) => !generated.has(name)));

/** `a/{b,c}.ts` → `a/b.ts`, `a/c.ts`. */
function expand(text) {
  const braces = /\{([^{}]*,[^{}]*)\}/.exec(text);
  return braces ? braces[1].split(',').flatMap((part) => expand(text.replace(braces[0], part.trim()))) : [text];
}

const isThere = (path) =>
  path.includes('*') ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path.replace(/:\d+$/, '')));

/** What a document names that is not there. */
function missingIn(document) {
  const text = readFileSync(join(root, document), 'utf8');
  const missing = [];
  for (const [, code] of text.matchAll(/`([^`\n]+)`/g)) {
    const isPath = roots.has(code.split('/')[0]) && !/[\s<>…]|\/dist\//.test(code);
    if (isPath) missing.push(...expand(code).filter((path) => !isThere(path)));
  }
  for (const [, target] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const path = relative(root, join(root, dirname(document), target));
    if (!isThere(path)) missing.push(target);
  }
  for (const [, script] of text.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)) {
    if (!scripts[script]) missing.push(`npm run ${script}`);
  }
  return [...new Set(missing)];
}

const MAX_CELL_CHARACTERS = 400;

/** What is wrong with the tables of a document, outside blocks of code. */
function tableFaultsIn(document) {
  let isCode = false;
  return readFileSync(join(root, document), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.startsWith('```')) isCode = !isCode;
      if (isCode || !/^\s*\|/.test(line)) return [];
      const cells = line
        .trim()
        .split(/(?<!\\)\|/)
        .slice(1, -1);
      const faults = [];
      if (cells.some((cell) => cell.trim() !== '' && (/^ {2}|\S {2,}$/.test(cell) || /^ -{4,}/.test(cell))))
        faults.push('is padded');
      if (cells.some((cell) => cell.length > MAX_CELL_CHARACTERS)) faults.push('has a cell that is too long to read');
      return faults.map((fault) => `${document}:${index + 1}: the table ${fault}`);
    });
}

/** Services that the list of the architecture page leaves out. */
function servicesNotShown() {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const services = globSync('apps/*/src/main.{ts,tsx}', { cwd: root }).map((path) => path.split('/')[1]);
  return services
    .filter((name) => !page.includes(`- **${name}**:`))
    .map((name) => `docs/architecture.md: the list of services does not name ${name}`);
}

let failures = 0;
for (const fault of [...documents.flatMap(tableFaultsIn), ...servicesNotShown()]) {
  console.error(fault);
  failures += 1;
}
for (const document of documents) {
  for (const name of missingIn(document)) {
    console.error(`${document}: there is no ${name}`);
    failures += 1;
  }
}
if (failures > 0) process.exit(1);
console.log(`${documents.length} documents name nothing that is not there, and no table is padded.`);
