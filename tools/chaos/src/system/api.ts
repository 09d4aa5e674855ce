import type { z } from 'zod';

const TIMEOUT_MS = 20_000;

/** The API answered with an error, or not at all. */
export class ApiError extends Error {
  readonly code = 'API';

  constructor(
    call: string,
    /** null: there was no answer. */
    readonly status: number | null,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`${call}: ${status ?? 'no answer'}: ${what}`, options);
    this.name = 'ApiError';
  }
}

export interface Door {
  readonly gatewayUrl: string;
  readonly apiKey: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

async function call({ gatewayUrl, apiKey }: Door, { method, path, body }: Call): Promise<unknown> {
  const what = `${method} ${path}`;
  const request = {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const answer = await fetch(`${gatewayUrl}/api/v1${path}`, request).catch((cause: unknown) => {
    throw new ApiError(what, null, String(cause), { cause });
  });
  const text = await answer.text().catch((cause: unknown) => {
    throw new ApiError(what, null, String(cause), { cause });
  });
  if (!answer.ok) throw new ApiError(what, answer.status, text);
  return text === '' ? null : JSON.parse(text);
}

/** Asks the API as an admin. @throws ApiError */
export async function ask<Schema extends z.ZodType>(door: Door, schema: Schema, one: Call): Promise<z.output<Schema>> {
  return schema.parse(await call(door, one));
}

/** As `ask`, when nothing of the answer matters. */
export async function tell(door: Door, one: Call): Promise<void> {
  await call(door, one);
}
