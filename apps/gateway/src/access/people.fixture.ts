import { randomUUID } from 'node:crypto';
import type { CreatedApiKey, KeyScope, Role, UserResponse } from '@wakeful/contracts';
import type { TestGateway } from '../gateway.fixture.js';

export const PASSWORD = 'correct horse battery staple';

export interface Person {
  user: UserResponse;
  /** HTTP Basic. */
  authorization: string;
}

export const basic = (email: string, password: string): string =>
  `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;

/** A user with a password. */
export async function aPerson(gateway: TestGateway, role: Role): Promise<Person> {
  const email = `${role}-${randomUUID()}@shop.example`;
  const { body } = await gateway.request<UserResponse>('POST', '/api/v1/users', { email, role, password: PASSWORD });
  return { user: body, authorization: basic(email, PASSWORD) };
}

/** An API key of whoever is asked by `authorization`: the installation if unset. */
export async function aKey(
  gateway: TestGateway,
  scope: KeyScope,
  options: { authorization?: string; expiresAt?: string } = {},
): Promise<CreatedApiKey> {
  const { authorization, expiresAt } = options;
  const input = { name: `${scope} key`, scope, ...(expiresAt && { expiresAt }) };
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const { status, body } = await gateway.request<CreatedApiKey>('POST', '/api/v1/api-keys', input, headers);
  if (status !== 201) throw new Error(`a key was not made: ${JSON.stringify(body)}`);
  return body;
}

/** Logs in and returns the Cookie header of the session. */
export async function aSession(gateway: TestGateway, email: string, password = PASSWORD): Promise<string> {
  const answer = await gateway.request('POST', '/api/v1/session', { email, password }, { authorization: '' });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
  if (answer.status !== 200 || !cookie) throw new Error(`no one was logged in: ${JSON.stringify(answer.body)}`);
  return cookie;
}
