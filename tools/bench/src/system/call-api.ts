import type { System } from '@wakeful/launching';

/** Asks the API as the admin whose key the system made; an answer that is no success is an error. */
export async function callApi<Answer>(
  { gatewayUrl, apiKey }: Pick<System, 'gatewayUrl' | 'apiKey'>,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(`${gatewayUrl}/api/v1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
