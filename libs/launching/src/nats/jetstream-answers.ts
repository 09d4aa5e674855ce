import { connect } from '@nats-io/transport-node';

/**
 * Whether JetStream answers, and not only the server: on a full disk nats-server ends JetStream and keeps its port open.
 * @param timeoutMs for the connection, and again for the answer
 */
export async function jetStreamAnswers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const connection = await connect({ servers: url, name: 'readiness', reconnect: false, timeout: timeoutMs });
    try {
      const answer = await connection.request('$JS.API.INFO', '', { timeout: timeoutMs });
      return !('error' in answer.json<object>());
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
