export * from './checks.js';
export * from './downtime-windows.js';
export * from './live-events.js';
export * from './monitors.js';
export * from './paging.js';
export * from './problem.js';
export * from './stats.js';
export * from './system.js';
