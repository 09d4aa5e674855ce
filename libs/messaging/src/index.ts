export * from './connection.js';
export * from './errors.js';
export * from './message-bus.js';
export * from './message-consumer.js';
export * from './message-consumers.js';
export * from './messaging.module.js';
export * from './provision.js';
export * from './streams.js';
