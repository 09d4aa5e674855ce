import { createNotificationChannel } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { checkInput } from '../parts/check-input.js';

/** @throws Problem with the invalid fields */
export const checkChannel = (input: unknown): Schemas['CreateNotificationChannel'] =>
  checkInput(createNotificationChannel, input);
