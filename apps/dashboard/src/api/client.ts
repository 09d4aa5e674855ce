import createClient from 'openapi-fetch';
import { askWhoIsThere } from './confirmation.js';
import { isProblem, problemOf, Unreachable } from './problem.js';
import type { components, paths } from './schema.js';

const send = (request: Request): Promise<Response> =>
  fetch(request).catch((cause: unknown) => {
    throw new Unreachable(cause);
  });

/**
 * Sends a request, and once more after the user has confirmed who they are, if it changes who can log in and their login is
 * too old for that. So no form has to know which actions these are.
 */
async function sendConfirmed(request: Request): Promise<Response> {
  if (request.method === 'GET') return send(request);
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 403) return response;
  const problem = problemOf(
    response.status,
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  if (!isProblem(problem, 'confirmation-needed')) return response;
  return (await askWhoIsThere()) ? send(again) : response;
}

/** Every API request of the dashboard, typed from the gateway's OpenAPI document. */
export const client = createClient<paths>({
  baseUrl: '/',
  fetch: sendConfirmed,
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
