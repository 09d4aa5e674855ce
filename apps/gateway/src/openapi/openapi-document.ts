import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { liveCheck, liveDowntime, problem, statusChangedV1 } from '@wakeful/contracts';
import { z } from 'zod';
import { describeHealth, HEALTH_TAG } from '../http/health-routes.js';
import { reasonOf, securitySchemes } from '../http/operation.js';
import { ComponentSchemas } from './component-schemas.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-wakeful-access'?: string };
type ContentObject = Record<string, object>;

const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const tags: Readonly<Record<string, string>> = {
  Monitors: 'What is monitored.',
  Checks: 'Results of checks.',
  Downtime: 'When a monitor was down.',
  Incidents: 'What has one cause: whom it hit, who takes care of it, and what it was.',
  'Debug sessions': 'Browser checks with their evidence.',
  Alerts: 'Alert channels and deliveries.',
  Maintenance: 'Windows in which alerts are muted.',
  'Status pages': 'Public status pages with posted updates.',
  Statistics: 'Uptime and response times.',
  Live: 'Live events.',
  System: 'The health of Wakeful itself.',
  Access: 'Users, API keys, login and the audit log.',
  Health: 'Operations of the installation.',
};

/** Named parts that no route refers to, but a text does. */
const otherParts: readonly z.ZodType[] = [
  liveCheck,
  liveDowntime,
  statusChangedV1.schema.meta({
    id: 'StatusChanged',
    example: {
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      name: 'Shop',
      url: 'https://shop.example/',
      from: 'up',
      to: 'down',
      at: '2026-01-31T12:00:00.000Z',
      reason: 'http_status',
      detail: 'HTTP 503 Service Unavailable (expected 2xx)',
    },
  }),
];

const frame: Omit<OpenAPIObject, 'paths'> = {
  openapi: '3.1.0',
  info: {
    title: 'Wakeful',
    version: '1',
    description: 'Self-hosted website monitoring. Errors are RFC 9457 problems.',
    license: { name: 'MIT', identifier: 'MIT' } as OpenAPIObject['info']['license'] & object,
  },
  servers: [{ url: '/' }],
  security: [],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  components: { securitySchemes },
};

/**
 * The OpenAPI 3.1 document of all controllers, made from the schemas that validate what comes in and describe what goes
 * out. It is complete before the application listens.
 */
function openApiDocument(app: INestApplication): OpenAPIObject {
  describeHealth();
  const components = new ComponentSchemas();
  for (const part of otherParts) components.convert(part, 'output');
  const document = SwaggerModule.createDocument(app, frame, {
    autoTagControllers: false,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: components.convert(schema, schemaType) } : undefined,
  });
  const problemContent = { [PROBLEM_MEDIA_TYPE]: { schema: components.convert(problem, 'output') } };
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as OperationObject[]) addProblems(operation, problemContent);
  }
  return components.finish(document);
}

/** Adds the refusals that come before a handler runs, and says of every problem what it looks like. */
function addProblems(operation: OperationObject, content: ContentObject): void {
  const takesQuery = operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === 'query');
  const hasPathParameter = operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === 'path');
  const refusals = [
    ...(operation.requestBody || takesQuery || hasPathParameter ? [400] : []),
    ...(operation.requestBody ? [413, 415] : []),
    ...(operation['x-wakeful-access'] === 'public' ? [] : [401, 403]),
    ...(operation.tags?.includes(HEALTH_TAG) ? [] : [429]),
    500,
  ];
  for (const status of refusals) operation.responses[status] ??= { description: reasonOf(status) };
  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) < 400 || !response || !('description' in response)) continue;
    // Also where a handler answers with HTML: a path or body may be refused before it runs.
    response.content = { ...response.content, ...content };
  }
}

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
