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

const ofMachineClock = [
  "MemberExpression[object.name='Date'][property.name='now']",
  "NewExpression[callee.name='Date'][arguments.length=0]",
];
const noMachineClock = {
  selector: ofMachineClock.join(', '),
  message:
    'Times that are stored, or compared with stored ones, are of the database: databaseNowMs. Durations: performance.now().',
};
/** Services with a database, and where the clock of their own machine is right all the same. */
const ofDatabase = ['apps/{gateway,notifier,recorder,scheduler}/src/**/*.ts', 'libs/persistence/src/**/*.ts'];
const ownClock = [
  // Compares the two.
  'apps/scheduler/src/clock/compare-clocks.ts',
  // Figures and traces, whose other end a checker's clock measured.
  'apps/recorder/src/recording/record-results.ts',
  // The end of what was sealed here and comes back; nothing is stored, and a challenge is asked for before any login.
  'apps/gateway/src/oidc/oidc.controller.ts',
  'apps/gateway/src/public-pages/answer-page.ts',
  'apps/gateway/src/second-factors/passkey-ceremonies.ts',
  // Counts in memory, also while the database is away; replicas with different minutes count each for itself.
  'apps/gateway/src/access/request-limits.ts',
  // Times of HTTP, which the receiver holds against its own clock.
  'apps/notifier/src/channels/http-exchange.ts',
  'apps/notifier/src/channels/webhook/webhook.ts',
];

/** Rules that need no types. Those that do are in .oxlintrc.json. */
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
    // Nest reads the types of a class's parameters: their imports are values.
    languageOptions: { parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
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
    files: ofDatabase,
    ignores: [
      ...specs,
      ...ownClock,
      'libs/persistence/src/{migrations,sql}/**',
      'libs/persistence/src/schedule/schedule-listener.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, noSqlHere, noMachineClock] },
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
