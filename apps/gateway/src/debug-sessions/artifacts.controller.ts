import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { ArtifactStore } from '@wakeful/messaging';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { artifactFiles, artifactHeaders, findArtifact, openArtifact } from './read-artifacts.js';

@Controller('debug-sessions/:id/artifacts')
export class ArtifactsController {
  constructor(
    private readonly context: GatewayContext,
    private readonly store: ArtifactStore,
  ) {}

  @Get(':artifact')
  @Operation({
    id: 'getDebugArtifact',
    access: 'viewer',
    tag: 'Debug sessions',
    summary: 'Download an artifact of a debug session',
    description:
      'The screenshot is a PNG, `har` an HTTP archive 1.2, and `trace` a zip file for `npx playwright show-trace`. ' +
      '410: the file has expired.',
    response: null,
    fileTypes: Object.values(artifactFiles).map(({ type }) => type),
    requestHeaders: { 'If-None-Match': 'The ETag of your cached copy. If it is current, the response is 304.' },
    responseHeaders: { ETag: 'The permanent version of this file.', 'Content-Disposition': 'With a file name.' },
    problems: [404, 410, 503],
  })
  async download(
    @Param({ schema: contracts.artifactParameters }) parameters: contracts.ArtifactParameters,
    @Headers('If-None-Match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await findArtifact(this.context, parameters);
    if (known === found.entityTag) return void reply.status(304).header('etag', found.entityTag).send();
    const { bytes, data } = await openArtifact(this.store, parameters, found);
    const headers = artifactHeaders(parameters.id, parameters.artifact);
    // Fastify asks the stream for more only when the client has taken what was sent, and cancels it when that is gone.
    void reply.headers({ ...headers, etag: found.entityTag, 'content-length': bytes }).send(data);
  }
}
