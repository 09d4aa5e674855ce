export * from './builders/check-builders.js';
export * from './builders/debug-builders.js';
export * from './databases/test-database.js';
export * from './leaks/leak-corpus.js';
export * from './receivers/start-target.js';
export * from './receivers/test-certificates.js';
export * from './wait-for.js';
