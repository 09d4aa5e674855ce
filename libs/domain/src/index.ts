export * from './assertions/index.js';
export * from './schedule.js';
