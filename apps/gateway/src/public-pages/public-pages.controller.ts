import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginLimits } from '../access/login-limits.js';
import { GatewayContext } from '../context/context.js';
import { Operation, type OperationDescription } from '../http/operation.js';
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
  description: '404 if no such page is published, 401 if it needs a password.',
  response: null,
  fileTypes: [type],
  htmlProblems: [401, 404],
  requestHeaders: { 'If-None-Match': 'The ETag of your cached copy. If it is current, the response is 304.' },
  responseHeaders: { ETag: 'The version of this content.' },
});

@Controller('status/:slug')
export class PublicPagesController {
  private readonly context: PagesContext;

  constructor(context: GatewayContext, pages: PublishedPages, domains: PageDomains, limits: LoginLimits) {
    this.context = { ...context, pages, domains, limits };
  }

  @Get()
  @Operation(described('showStatusPage', 'Get a status page as HTML', 'text/html'))
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
    audit: { none: 'Visitors of public pages have no account.' },
    tag: 'Status pages',
    summary: 'Submit the password of a status page',
    status: 303,
    response: null,
    htmlProblems: [401, 404, 429],
    responseHeaders: { 'Set-Cookie': 'The pass for this page.' },
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
    ...described('getStatusSummary', 'Get a status page as JSON', 'application/json'),
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
  @Operation(described('getStatusAtom', 'Get incidents and outages as an Atom feed', 'application/atom+xml'))
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
  @Operation(described('getStatusRss', 'Get incidents and outages as an RSS feed', 'application/rss+xml'))
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
  @Operation(described('getStatusLogo', 'Get the logo of a status page', 'image/png'))
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
