import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { Operation } from '../http/operation.js';
import { BadgeFaces } from './render-badge.js';

@Controller('badges/:monitorId')
export class BadgesController {
  constructor(private readonly faces: BadgeFaces) {}

  @Get(':file')
  @Operation({
    id: 'getBadge',
    access: 'public',
    isForCrowds: true,
    tag: 'Status pages',
    summary: 'Get the badge of a monitor on a published public status page',
    description: 'An SVG image. 404 for all other monitors.',
    response: null,
    fileTypes: ['image/svg+xml'],
    problems: [404],
  })
  async show(
    @Param({ schema: contracts.badgeParameters }) parameters: contracts.BadgeParameters,
    @Query({ schema: contracts.badgeQuery }) query: contracts.BadgeQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const svg = await this.faces.badgeOf(parameters, query);
    void reply
      .headers({
        'content-type': 'image/svg+xml; charset=utf-8',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'public, max-age=60',
      })
      .send(svg);
  }
}
