export * from './config.js';
export * from './health.js';
export * from './logger.token.js';
export * from './logging.js';
export * from './outage-log.js';
export * from './platform.module.js';
export * from './run-service.js';
export * from './secret-box.js';
