import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Operation, type OperationDescription } from '../http/operation.js';
import { LoginLimits } from '../access/login-limits.js';
import { GatewayContext } from '../context/context.js';
import { answerPage, enterPage, type PagePart, type PagesContext } from './answer-page.js';
import { PageDomains } from './page-domains.js';
import { PublishedPages } from './published-pages.js';
import { renderAtom, renderRss } from './render-feeds.js';
import { renderPage } from './render-page.js';

const described = (id: string, summary: string, type: string): OperationDescription => ({
  id,
  access: 'public',
  isForCrowds: true,
  tag: 'Status pages',
  summary,
  description: '404 if there is no such page that is published, 401 if it needs a password.',
  response: null,
  fileTypes: [type],
  htmlProblems: [401, 404],
  requestHeaders: { 'If-None-Match': 'The ETag that you have; then the answer is 304.' },
  responseHeaders: { ETag: 'Of this content.' },
});

@Controller('status/:slug')
export class PublicPagesController {
  private readonly context: PagesContext;

  constructor(context: GatewayContext, pages: PublishedPages, domains: PageDomains, limits: LoginLimits) {
    this.context = { ...context, pages, domains, limits };
  }

  @Get()
  @Operation(described('showStatusPage', 'A status page for people', 'text/html'))
  show(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answerPage(
      this.context,
      slug,
      {
        render: ({ row, summary }, { path }) => ({
          type: 'text/html; charset=utf-8',
          body: renderPage(summary, { path, hasLogo: row.logo !== null }),
        }),
      },
      request,
      reply,
    );
  }

  @Post()
  @Operation({
    id: 'enterStatusPage',
    access: 'public',
    audit: { none: 'A visitor of a public page is nobody who is known here.' },
    tag: 'Status pages',
    summary: 'Send the password of a status page, as its form does',
    status: 303,
    response: null,
    htmlProblems: [401, 404, 429],
    responseHeaders: { 'Set-Cookie': 'The pass to this page.' },
  })
  enter(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return enterPage(this.context, slug, body, request, reply);
  }

  @Get('summary.json')
  @Operation({
    ...described('getStatusSummary', 'A status page as JSON', 'application/json'),
    response: contracts.statusSummary,
    fileTypes: undefined,
    htmlProblems: undefined,
    problems: [401, 404],
  })
  summary(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answerPage(
      this.context,
      slug,
      {
        isForPrograms: true,
        render: ({ summary }) => ({
          type: 'application/json; charset=utf-8',
          body: JSON.stringify(summary),
        }),
      },
      request,
      reply,
    );
  }

  @Get('feed.atom')
  @Operation(described('getStatusAtom', 'Incidents and outages as Atom', 'application/atom+xml'))
  atom(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answerPage(
      this.context,
      slug,
      {
        render: ({ summary }, { url }) => ({
          type: 'application/atom+xml; charset=utf-8',
          body: renderAtom(summary, url),
        }),
      },
      request,
      reply,
    );
  }

  @Get('feed.rss')
  @Operation(described('getStatusRss', 'Incidents and outages as RSS', 'application/rss+xml'))
  rss(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answerPage(
      this.context,
      slug,
      {
        render: ({ summary }, { url }) => ({
          type: 'application/rss+xml; charset=utf-8',
          body: renderRss(summary, url),
        }),
      },
      request,
      reply,
    );
  }

  @Get('logo')
  @Operation(described('getStatusLogo', 'The logo of a status page', 'image/png'))
  logo(
    @Param({ schema: contracts.slugParameters }) { slug }: contracts.SlugParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const render: PagePart['render'] = ({ row: { logo } }) => {
      const [, type, data] = /^data:(image\/\w+);base64,(.*)$/.exec(logo ?? '') ?? [];
      return type && data ? { type, body: Buffer.from(data, 'base64') } : null;
    };
    return answerPage(this.context, slug, { render }, request, reply);
  }
}
