// Three tiers by file name: unit (no I/O but loopback), integration (real Postgres and NATS), e2e (the whole system).
const shared = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@wakeful/source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/', '/\\.wakeful/'],
};

export default {
  testTimeout: 90_000,
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  // The dashboard and the services as whole programs are tested from outside, by e2e.
  collectCoverageFrom: [
    '{libs,apps}/*/src/**/*.ts',
    '!**/*.{spec,fixture}.ts',
    '!**/index.ts',
    '!**/main.ts',
    '!apps/{dashboard,e2e}/**',
    '!libs/{launching,testing}/**',
  ],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,tools}/*/src/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(integration|e2e|network)\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,apps,tools}/*/src/**/*.integration.spec.ts'],
      globalSetup: '<rootDir>/tools/jest-postgres-up.mjs',
      globalTeardown: '<rootDir>/tools/jest-postgres-down.mjs',
    },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/apps/e2e/src/**/*.e2e.spec.ts'] },
    { ...shared, displayName: 'network', testMatch: ['<rootDir>/apps/e2e/src/**/*.network.spec.ts'] },
  ],
};
