import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { principalOf } from '../identity/principal.js';
import { createApiKey, revokeApiKey } from './change-api-keys.js';
import { listApiKeys, readApiKeyFor } from './read-api-keys.js';

const tag = 'Access';
const audit = { target: 'api key' };

@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listApiKeys',
    access: 'viewer',
    tag,
    summary: 'List API keys: your own or, as an admin, all',
    response: contracts.apiKeyPage,
  })
  list(
    @Query({ schema: contracts.listApiKeysQuery }) query: contracts.ListApiKeysQuery,
    @Req() request: FastifyRequest,
  ) {
    return listApiKeys(this.context, principalOf(request), query);
  }

  @Post()
  @Operation({
    id: 'createApiKey',
    access: 'viewer',
    keyAccess: 'admin',
    audit,
    tag,
    summary: 'Create an API key',
    description:
      'The key is returned only once. Its permissions are those of its scope, limited to those of its owner.',
    status: 201,
    response: contracts.createdApiKey,
    responseHeaders: { Location: 'The path of the new key.' },
  })
  async create(
    @Body({ schema: contracts.createApiKey }) input: contracts.CreateApiKey,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await createApiKey(this.context, principalOf(request), input);
    reply.header('location', `/api/v1/api-keys/${created.id}`);
    return created;
  }

  @Get(':id')
  @Operation({
    id: 'getApiKey',
    access: 'viewer',
    tag,
    summary: 'Get an API key, without the key itself',
    response: contracts.apiKey,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters, @Req() request: FastifyRequest) {
    return readApiKeyFor(this.context, principalOf(request), id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'revokeApiKey',
    access: 'viewer',
    keyAccess: 'admin',
    audit,
    tag,
    summary: 'Revoke an API key',
    status: 204,
    response: null,
    problems: [404],
  })
  revoke(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return revokeApiKey(this.context, principalOf(request), id);
  }
}
