import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page that asks for so many files, on a port of this process. */
export async function servePage(resources: number): Promise<AsyncDisposable & { readonly url: string }> {
  const scripts = Array.from({ length: resources }, (_, n) => `<script src="/r/${n}.js"></script>`).join('');
  const page = `<!doctype html><title>Shop</title><h1>Shop</h1>${scripts}`;
  const server = createServer((request, response) => {
    const isPage = request.url === '/';
    response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'text/javascript' });
    response.end(isPage ? page : `/* ${request.url} */`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
