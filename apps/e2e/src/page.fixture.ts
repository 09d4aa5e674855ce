import { createServer } from 'node:http';
import { freePort } from '@wakeful/launching';

/** A page whose server can be shut and opened again on its port. */
export interface Page extends AsyncDisposable {
  readonly url: string;
  /** When a request came, in epoch milliseconds, in order. */
  readonly requestedAtMs: readonly number[];
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function openPage(): Promise<Page> {
  const port = await freePort();
  const requestedAtMs: number[] = [];
  const server = createServer((_request, response) => {
    requestedAtMs.push(Date.now());
    response.end('ok');
  });
  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve());
    });
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await open();
  return { url: `http://127.0.0.1:${port}/`, requestedAtMs, shut, open, [Symbol.asyncDispose]: shut };
}
