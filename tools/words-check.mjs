// Refuses words that read translated, in documents, labels, messages and comments. What each one means here, and which
// words have one meaning only: docs/glossary.md.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Each with what to write instead. */
const refused = [
  [/\b(some|no|any)body\b/gi, 'name the role, use the passive, or "no one"'],
  [/\b(go|goes|went) on\b/gi, 'continue, "ongoing"'],
  [/\bbegin of\b/gi, '"start of"'],
  [/\banew\b/gi, '"again"'],
  [/\bbeside\b/gi, '"next to", "in addition to", "besides"'],
  [/\bfor ever\b/gi, '"permanently", "forever"'],
  [/\bin the place of\b/gi, '"instead of"'],
  [/\bany more\b/gi, '"no longer"'],
  [/\b(is|are|was|were|be|been) told\b/gi, '"is notified", "receives", "is reported"'],
  [/(?<!p\d\d?) \d[\d,]* at most\b/gi, '"at most 10"'],
  [/\be-mail\b/gi, '"email"'],
];

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/**/*.md',
  'apps/*/{src,build}/**/*.{ts,tsx}',
  'libs/*/src/**/*.ts',
  'tools/**/*.{mjs,ts}',
  '{deploy,k8s}/**/*.{yaml,yml,conf}',
];
const isOurs = (path) =>
  !/node_modules|\/dist\/|\.types\/|\/migrations\/|dashboard\/src\/api\/schema\.ts|words-check/.test(path);

/** Text in backticks and quoted names of tests are names; so is a string of a single word. */
const proseOf = (line, path) =>
  path.endsWith('.md') ? line.replace(/`[^`]*`|"[^"]*"|\([^)]*\.md[^)]*\)/g, '') : line.replace(/'\w+'/g, '');

function findingsIn(path) {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    refused.flatMap(([word, instead]) =>
      [...proseOf(line, path).matchAll(word)].map(([text]) => `${path}:${index + 1}: "${text}": write ${instead}`),
    ),
  );
}

const paths = files.flatMap((pattern) => globSync(pattern, { cwd: root })).filter(isOurs);
const findings = paths.flatMap(findingsIn);
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exit(1);
console.log(`${paths.length} files are free of refused words.`);
