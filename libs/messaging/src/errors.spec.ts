import { expect, it } from '@jest/globals';
import { StreamFullError } from './errors.js';

it.each([
  ['maximum messages per subject exceeded', 'the queue of check.run.v1.eu is full'],
  ['maximum bytes exceeded', 'the queue of check.run.v1.eu is full'],
  ['insufficient resources', 'NATS has no room to store check.run.v1.eu (insufficient resources)'],
  ['no space left on device', 'NATS has no room to store check.run.v1.eu (no space left on device)'],
])('tells a queue at its limit from a server without room: %s', (why, text) => {
  expect(new StreamFullError('check.run.v1.eu', why).message).toBe(text);
});
