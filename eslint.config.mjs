import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import accessibility from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

const layer = (...names) => names.map((name) => `layer:${name}`);
const allows = (sourceTag, ...layers) => ({ sourceTag, onlyDependOnLibsWithTags: layer(...layers) });

/** Who may import whom: docs/architecture.md. Only tools and specs may start servers (launching), only specs use what tests need (testing). */
const constraints = (...always) => [
  allows('layer:contracts', ...always, 'none'),
  allows('layer:domain', 'contracts', ...always),
  allows('layer:probing', 'contracts', 'domain', ...always),
  allows('layer:platform', 'contracts', ...always),
  allows('layer:messaging', 'contracts', 'platform', ...always),
  allows('layer:persistence', 'contracts', 'domain', 'platform', ...always),
  allows('layer:launching', ...(always.length > 0 ? always : ['none'])),
  allows('layer:testing', 'contracts', ...always.filter((name) => name !== 'launching')),
  allows('type:app', 'contracts', 'domain', 'probing', 'platform', 'messaging', 'persistence', ...always),
  { sourceTag: 'app:checker', notDependOnLibsWithTags: ['layer:persistence'] },
  { sourceTag: 'app:debug-session', notDependOnLibsWithTags: ['layer:persistence'] },
  { sourceTag: 'app:gateway', notDependOnLibsWithTags: ['layer:probing'] },
  { sourceTag: 'app:scheduler', notDependOnLibsWithTags: ['layer:probing'] },
  { sourceTag: 'app:recorder', notDependOnLibsWithTags: ['layer:probing'] },
  { sourceTag: 'app:dashboard', onlyDependOnLibsWithTags: layer('contracts') },
  allows('type:e2e', 'contracts', 'launching', 'testing'),
  allows('type:tool', 'contracts', 'domain', 'probing', 'platform', 'messaging', 'persistence', 'launching', 'testing'),
];

const boundaries = (...always) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    depConstraints: constraints(...always),
  },
];

const specs = ['**/*.spec.ts', '**/*.fixture.ts'];

const noDefaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one thing has one name everywhere.',
};
const noSqlHere = {
  selector: "CallExpression[callee.property.name='query']",
  message:
    'SQL lives in libs/persistence: define a typed statement there, and run it with rowsOf or changesOf. Tools use checkedRows.',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/.types/',
      '.nx/',
      '.wakeful/',
      'coverage/',
      'node_modules/',
      'apps/dashboard/src/api/schema.ts',
    ],
  },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@nx': nx, 'import-sort': importSort },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Nest modules are classes with decorators and little else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // One block: side effects, Node's own, packages, then files from far to near.
      'import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\.', '^\\.']] }],
      'max-lines': ['error', 400],
      'max-params': ['error', 6],
      'no-restricted-syntax': ['error', noDefaultExports],
    },
  },
  {
    // Statements run in `sql`; migrations, LISTEN and the making of databases have no rows.
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/*/src/**/*.ts'],
    ignores: [
      ...specs,
      'libs/persistence/src/{migrations,sql}/**',
      'libs/persistence/src/schedule/schedule-listener.ts',
      'libs/launching/src/postgres/{checked-rows,ensure-database}.ts',
      'libs/testing/src/{builders/row-builders,databases/test-database}.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, noSqlHere] },
  },
  {
    files: ['apps/dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], accessibility.configs.recommended],
    // What scrolls has to be reached by the keyboard.
    rules: { 'jsx-a11y-x/no-noninteractive-tabindex': ['error', { roles: ['region'], tags: [] }] },
  },
  {
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': boundaries('launching', 'testing'),
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', 800],
    },
  },
  prettier,
);
