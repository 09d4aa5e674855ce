export * from './assertions/index.js';
export * from './schedule.js';
export * from './state-machine/judge.js';
export * from './state-machine/monitor-memory.js';
export * from './statistics/latency-histogram.js';
export * from './statistics/phase-histograms.js';
export { EncodingError, VarintReader } from './statistics/varint.js';
