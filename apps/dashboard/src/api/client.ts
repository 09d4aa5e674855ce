import createClient from 'openapi-fetch';
import { problemOf, Unreachable } from './problem.js';
import type { components, paths } from './schema.js';

/** Every request of the dashboard, typed by the document that the gateway serves. */
export const client = createClient<paths>({
  baseUrl: '/',
  fetch: (request) =>
    fetch(request).catch((cause: unknown) => {
      throw new Unreachable(cause);
    }),
  // Lists of values as the API reads them, with commas between.
  querySerializer: { array: { style: 'form', explode: false } },
});

export type Schemas = components['schemas'];

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The body of an answer that is not a problem.
 * @throws Problem
 */
export async function bodyOf<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}
