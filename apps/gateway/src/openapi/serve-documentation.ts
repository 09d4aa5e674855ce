import { DiscoveryService } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.js';
import { readRoutes } from './read-routes.js';

const DOCUMENT_PATH = 'api/openapi.json';
export const DOCUMENTATION_PATH = 'api/docs';

/** Serves the OpenAPI document, and Swagger UI for people. */
export function serveDocumentation(app: NestFastifyApplication, apiPrefix: string): void {
  const routes = readRoutes(app.get(DiscoveryService, { strict: false }));
  const document = openApiDocument(routes, apiPrefix) as unknown as OpenAPIObject;
  SwaggerModule.setup(DOCUMENTATION_PATH, app, document, {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Wakeful API',
  });
}
