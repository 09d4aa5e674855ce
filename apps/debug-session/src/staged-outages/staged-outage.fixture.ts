import type { RequestListener } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { DiagnosisCategory, ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import type { Scene } from './stage.fixture.js';

/** An outage, and what a colleague would say about it. */
export interface StagedOutage {
  name: string;
  scheme?: 'https';
  spec?: Partial<ProbeSpec>;
  secrets?: Partial<ProbeSecrets>;
  /** How the site is while it is well; default: the shop over HTTP or HTTPS. */
  healthy?: (scene: Scene) => Promise<void>;
  /** How it is afterwards. Whatever was served before is gone. */
  broken: (scene: Scene) => Promise<void>;
  /** Between the check that fails and the look at the page. */
  meanwhile?: (scene: Scene) => Promise<void>;
  /** What the sentence has to say, each part of it. */
  says: readonly RegExp[];
  /** What is not so. */
  never?: readonly RegExp[];
  /** The page is well: whatever else is said is wrong. */
  isHealthy?: true;
  /** Only a browser can see it. */
  needsBrowser?: true;
  /** It takes half a minute, which only the command has. */
  isSlow?: true;
}

/** A sentence is wrong when it names another cause, and vague when it does not name the whole of the right one. */
export function rate(
  { says, never = [], isHealthy }: StagedOutage,
  { category, sentence }: { category: DiagnosisCategory; sentence: string },
): 'right' | 'vague' | 'wrong' {
  const isWrong = (category === 'healthy') !== (isHealthy === true) || never.some((pattern) => pattern.test(sentence));
  if (isWrong) return 'wrong';
  return says.every((pattern) => pattern.test(sentence)) ? 'right' : 'vague';
}

export const page = (title: string, body: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;

/** What is sold here, long enough to be a page. */
export const SHOP = page(
  'Shop – fine things',
  `<h1>Fine things</h1><p>Lamps, chairs and tables, made by hand and sent the same day.</p>
   <ul><li>Lamp, 49 € <button>Add to cart</button></li><li>Chair, 120 € <button>Add to cart</button></li></ul>
   <footer>Shop Ltd, 1 High Street. Terms, privacy, contact.</footer>`,
);

type Headers = Readonly<Record<string, string>>;
const HTML: Headers = { 'content-type': 'text/html; charset=utf-8' };

export const answer =
  (status: number, body: string, headers: Headers = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { ...HTML, ...headers }).end(body);

export const json = (status: number, body: unknown): RequestListener =>
  answer(status, JSON.stringify(body), { 'content-type': 'application/json' });

export const redirect = (location: string, status = 302): RequestListener => answer(status, '', { location });

/** By path; what is not there is a 404. */
export const paths =
  (answers: Readonly<Record<string, RequestListener>>): RequestListener =>
  (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    (answers[pathname] ?? answer(404, page('404', '<h1>Not Found</h1>')))(request, response);
  };

/** As nginx writes its own pages. */
export const nginxPage = (what: string): string =>
  `<html>\r\n<head><title>${what}</title></head>\r\n<body>\r\n<center><h1>${what}</h1></center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n`;

/** A certificate of the trusted authority for a host, with the whole chain. */
export async function trusted({ stage, host }: Scene, fromDays = -10, toDays = 80): Promise<ServerOptions> {
  const { key, cert } = await stage.authorities.issuing.issue([host], fromDays, toDays);
  return { key, cert: `${cert}\n${stage.authorities.issuing.pem}` };
}

export const serveShop = async (scene: Scene): Promise<void> => scene.serve(answer(200, SHOP));
export const serveShopOverTls = async (scene: Scene): Promise<void> =>
  scene.serve(answer(200, SHOP), { tls: await trusted(scene) });

/** For servers that never answer. */
export const IMPATIENT: Partial<ProbeSpec> = { timeoutMs: 2_000 };

/** The shop's page has to be there. */
export const SELLS: Partial<ProbeSpec> = {
  assertions: [{ type: 'keyword', keyword: 'Add to cart', present: true, ignoreCase: false }],
};
