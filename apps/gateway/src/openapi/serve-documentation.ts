import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.js';

const DOCUMENT_PATH = 'api/openapi.json';
export const DOCUMENTATION_PATH = 'api/docs';

/** Serves the OpenAPI document, and Swagger UI for people. */
export function serveDocumentation(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCUMENTATION_PATH, app, openApiDocument(app), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Wakeful API',
  });
}
