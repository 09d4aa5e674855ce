import { createStatusPage } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { checkInput } from '../parts/check-input.js';

/** @throws Problem with the invalid fields */
export const parseStatusPage = (input: unknown): Schemas['CreateStatusPage'] => checkInput(createStatusPage, input);
