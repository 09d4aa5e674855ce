import { createHash } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import { z } from 'zod';
import type { StatusPageEntity } from '@wakeful/persistence';
import type { PageAddress, PageDomains } from './page-domains.js';
import type { Context } from '../context/context.js';
import { type LoginLimits, networkOf } from '../access/login-limits.js';
import { RequestError } from '../http/request-error.js';
import { TooManyLoginsError } from '../identity/access.errors.js';
import { FRESH_SECONDS, type PublishedPage, type PublishedPages } from './published-pages.js';
import { PAGE_POLICY, renderLogin, renderMissing } from './render-page.js';

const NAME = 'wakeful_page';
const MAX_AGE_SECONDS = 7 * 86_400;
const pass = z.object({ pageId: z.string(), password: z.string(), untilMs: z.number() });

/** A pass becomes invalid when its password changes. */
const markOf = ({ passwordHash }: StatusPageEntity): string =>
  createHash('sha256')
    .update(passwordHash ?? '')
    .digest('base64url');

/** The page that a pass is for, and the action of its form. */
const rootOf = ({ path }: PageAddress): string => (path === '' ? '/' : path);

/** Sealed, so that it cannot be forged. */
function givePass(reply: FastifyReply, page: StatusPageEntity, box: SecretBox, address: PageAddress): void {
  const untilMs = Date.now() + MAX_AGE_SECONDS * 1000;
  const value = box.seal(JSON.stringify({ pageId: page.id, password: markOf(page), untilMs }));
  const path = rootOf(address);
  const secure = address.url.startsWith('https:');
  const cookie = { name: NAME, value, path, httpOnly: true, sameSite: 'lax', secure, maxAge: MAX_AGE_SECONDS } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

function hasPass(request: FastifyRequest, page: StatusPageEntity, box: SecretBox): boolean {
  const sealed = parseCookie(request.headers.cookie ?? '')[NAME];
  if (!sealed) return false;
  try {
    const { pageId, password, untilMs } = pass.parse(JSON.parse(box.open(sealed)));
    return pageId === page.id && password === markOf(page) && untilMs > Date.now();
  } catch (error) {
    if (error instanceof SealedSecretError || error instanceof SyntaxError || error instanceof z.ZodError) return false;
    throw error;
  }
}

const HTML = 'text/html; charset=utf-8';
const MAX_PASSWORD_LENGTH = 200;
/** The referrer policy of the page: without it a browser would send the form's origin as "null". */
const headersOfHtml = {
  'content-type': HTML,
  'content-security-policy': PAGE_POLICY,
  'referrer-policy': 'same-origin',
};

/** The dependencies of public pages in addition to the context. */
export type PagesContext = Context & {
  readonly pages: PublishedPages;
  readonly domains: PageDomains;
  readonly limits: LoginLimits;
};

/** The requested content of a page, and whether a program reads it. */
export interface PagePart {
  render(page: PublishedPage, address: PageAddress): { type: string; body: string | Buffer } | null;
  /** Errors are RFC 9457 problems rather than HTML pages. */
  isForPrograms?: boolean;
}

/** There is no such page, or it is not published. */
class PageMissingError extends RequestError {
  constructor() {
    super('not-found', 404, 'No published status page has this URL.');
  }
}

/** The page is password-protected. */
class PagePasswordError extends RequestError {
  constructor() {
    super(
      'page-password',
      401,
      'This status page is password-protected. Enter the password on the page and send the resulting cookie.',
    );
  }
}

export const sendHtml = (reply: FastifyReply, status: number, text: string): void =>
  void reply
    .status(status)
    .headers({ ...headersOfHtml, 'cache-control': 'private, no-store' })
    .send(text);

/** Responds with the requested part of a published page, or with an error. */
export async function answerPage(
  context: PagesContext,
  slug: string,
  part: PagePart,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const page = await context.pages.bySlug(slug);
  if (!page) return sendMissing(part, reply);
  const address = context.domains.addressOf(request, page.row.slug);
  const isPrivate = page.row.visibility === 'password';
  if (isPrivate && !hasPass(request, page.row, context.secrets)) {
    if (part.isForPrograms) throw new PagePasswordError();
    return sendHtml(reply, 401, renderLogin(address.path, page.row.title, null));
  }
  const rendered = part.render(page, address);
  if (!rendered) return sendMissing(part, reply);
  const etag = `"${createHash('sha256').update(rendered.body).digest('base64url').slice(0, 27)}"`;
  void reply.headers({
    ...headersOfHtml,
    etag,
    'content-type': rendered.type,
    'cache-control': isPrivate ? 'private, no-store' : `public, max-age=${FRESH_SECONDS}`,
  });
  if (!isPrivate && request.headers['if-none-match'] === etag) return void reply.status(304).send();
  void reply.send(rendered.body);
}

function sendMissing({ isForPrograms }: PagePart, reply: FastifyReply): void {
  if (isForPrograms) throw new PageMissingError();
  sendHtml(reply, 404, renderMissing());
}

/** Verifies the password of a page. */
export async function enterPage(
  context: PagesContext,
  slug: string,
  body: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const page = await context.pages.bySlug(slug);
  if (!page) return sendHtml(reply, 404, renderMissing());
  const { row } = page;
  const address = context.domains.addressOf(request, row.slug);
  try {
    if (row.visibility === 'password' && !(await isRight(context, page, passwordOf(body), request.ip))) {
      return sendHtml(reply, 401, renderLogin(address.path, row.title, 'Wrong password.'));
    }
  } catch (error) {
    if (!(error instanceof TooManyLoginsError)) throw error;
    void reply.headers(error.headers);
    return sendHtml(reply, 429, renderLogin(address.path, row.title, error.message));
  }
  givePass(reply, row, context.secrets, address);
  void reply.status(303).header('location', rootOf(address)).send();
}

/** Counted per network, so that an attacker cannot lock everyone else out of the page. */
async function isRight(
  { limits, passwords }: PagesContext,
  { row }: PublishedPage,
  password: string,
  address: string,
): Promise<boolean> {
  const account = `status-page ${row.id} ${networkOf(address)}`;
  limits.assertNotBlocked(account, address);
  await limits.count(account, address);
  if (!(await passwords.verify(row.passwordHash, password))) return false;
  await limits.forgive(account, address);
  return true;
}

function passwordOf(body: unknown): string {
  const password = typeof body === 'object' && body !== null && 'password' in body ? body.password : '';
  return typeof password === 'string' ? password.slice(0, MAX_PASSWORD_LENGTH) : '';
}
