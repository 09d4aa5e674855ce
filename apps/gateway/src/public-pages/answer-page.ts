import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '@wakeful/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PageAddress, PageDomains } from './page-domains.js';
import { hasPass } from './page-pass.js';
import { FRESH_SECONDS, type PublishedPage, PublishedPages } from './published-pages.js';
import { PAGE_POLICY, renderLogin, renderMissing } from './render-page.js';

const HTML = 'text/html; charset=utf-8';
/** Such as of a form's answer: without it a browser would send the form's origin as "null". */
const headersOfHtml = {
  'content-type': HTML,
  'content-security-policy': PAGE_POLICY,
  'referrer-policy': 'same-origin',
};

export const sendHtml = (reply: FastifyReply, status: number, text: string): void =>
  void reply
    .status(status)
    .headers({ ...headersOfHtml, 'cache-control': 'private, no-store' })
    .send(text);

/** Answers with something of a published page, or with why not. */
@Injectable()
export class AnswerPage {
  constructor(
    private readonly pages: PublishedPages,
    private readonly domains: PageDomains,
    private readonly box: SecretBox,
  ) {}

  async execute(
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    render: (page: PublishedPage, address: PageAddress) => { type: string; body: string | Buffer } | null,
  ): Promise<void> {
    const page = await this.pages.bySlug(slug);
    if (!page) return sendHtml(reply, 404, renderMissing());
    const address = this.domains.addressOf(request, page.row.slug);
    const isPrivate = page.row.visibility === 'password';
    if (isPrivate && !hasPass(request, page.row, this.box)) {
      return sendHtml(reply, 401, renderLogin(address.path, page.row.title, null));
    }
    const rendered = render(page, address);
    if (!rendered) return sendHtml(reply, 404, renderMissing());
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
}
