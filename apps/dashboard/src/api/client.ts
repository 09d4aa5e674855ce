import createClient from 'openapi-fetch';
import { problemOf, Unreachable } from './problem.js';
import type { components, paths } from './schema.js';

/** Every API request of the dashboard, typed from the gateway's OpenAPI document. */
export const client = createClient<paths>({
  baseUrl: '/',
  fetch: (request) =>
    fetch(request).catch((cause: unknown) => {
      throw new Unreachable(cause);
    }),
  // The API takes lists as comma-separated values.
  querySerializer: { array: { style: 'form', explode: false } },
});

export type Schemas = components['schemas'];

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful response.
 * @throws Problem
 */
export async function bodyOf<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}
