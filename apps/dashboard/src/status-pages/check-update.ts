import { createStatusUpdate, updateStatusUpdate } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { checkInput } from '../parts/check-input.js';

/** @throws Problem that names the fields which are not right */
export const checkNewUpdate = (input: unknown): Schemas['CreateStatusUpdate'] => checkInput(createStatusUpdate, input);

/** @throws Problem that names the fields which are not right */
export const checkUpdate = (input: unknown): Schemas['UpdateStatusUpdate'] => checkInput(updateStatusUpdate, input);
