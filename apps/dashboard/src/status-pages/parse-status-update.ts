import { createStatusUpdate, updateStatusUpdate } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { checkInput } from '../parts/check-input.js';

/** @throws Problem with the invalid fields */
export const parseNewStatusUpdate = (input: unknown): Schemas['CreateStatusUpdate'] =>
  checkInput(createStatusUpdate, input);

/** @throws Problem with the invalid fields */
export const parseStatusUpdate = (input: unknown): Schemas['UpdateStatusUpdate'] =>
  checkInput(updateStatusUpdate, input);
