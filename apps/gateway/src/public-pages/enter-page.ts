import { Injectable } from '@nestjs/common';
import { SecretBox } from '@wakeful/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyLoginsError } from '../identity/access.errors.js';
import { LoginLimits, networkOf } from '../access/login-limits.js';
import { PasswordHasher } from '../identity/password-hasher.js';
import type { PageRow } from '../status-pages/read-pages.js';
import { sendHtml } from './answer-page.js';
import { PageDomains } from './page-domains.js';
import { givePass, rootOf } from './page-pass.js';
import { PublishedPages } from './published-pages.js';
import { renderLogin, renderMissing } from './render-page.js';

const MAX_PASSWORD_LENGTH = 200;

/** Takes the password of a page. */
@Injectable()
export class EnterPage {
  constructor(
    private readonly pages: PublishedPages,
    private readonly limits: LoginLimits,
    private readonly hasher: PasswordHasher,
    private readonly box: SecretBox,
    private readonly domains: PageDomains,
  ) {}

  async execute(slug: string, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const page = await this.pages.bySlug(slug);
    if (!page) return sendHtml(reply, 404, renderMissing());
    const { row } = page;
    const address = this.domains.addressOf(request, row.slug);
    try {
      if (row.visibility === 'password' && !(await this.isRight(row, passwordOf(body), request.ip))) {
        return sendHtml(reply, 401, renderLogin(address.path, row.title, 'This password is wrong.'));
      }
    } catch (error) {
      if (!(error instanceof TooManyLoginsError)) throw error;
      void reply.headers(error.headers);
      return sendHtml(reply, 429, renderLogin(address.path, row.title, error.message));
    }
    givePass(reply, row, this.box, address);
    void reply.status(303).header('location', rootOf(address)).send();
  }

  /** Counted for each network, so that who guesses cannot lock everybody else out of the page. */
  private async isRight(row: PageRow, password: string, address: string): Promise<boolean> {
    const account = `status-page ${row.id} ${networkOf(address)}`;
    this.limits.assertNotBlocked(account, address);
    await this.limits.count(account, address);
    if (!(await this.hasher.verify(row.passwordHash, password))) return false;
    await this.limits.forgive(account, address);
    return true;
  }
}

function passwordOf(body: unknown): string {
  const password = typeof body === 'object' && body !== null && 'password' in body ? body.password : '';
  return typeof password === 'string' ? password.slice(0, MAX_PASSWORD_LENGTH) : '';
}
