import { STATUS_CODES } from 'node:http';
import { liveCheck, liveDowntime, problem, statusChangedV1 } from '@wakeful/contracts';
import type { z } from 'zod';
import { ComponentSchemas, type JsonSchema } from './component-schemas.js';
import type { DescribedRoute } from './read-routes.js';
import { rootRoutes } from './root-routes.js';

const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const tags: Readonly<Record<string, string>> = {
  Monitors: 'What is watched.',
  Checks: 'What the checks found.',
  Downtime: 'When a page was down.',
  Alerts: 'Who is told, and what became of it.',
  Maintenance: 'When nobody is to be told.',
  Statistics: 'How well a page did.',
  Live: 'What happens now.',
  System: 'How Wakeful itself is.',
  Health: 'For the one who runs it.',
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
      detail: 'The page answered 503, expected was 2xx.',
    },
  }),
];

/** The OpenAPI 3.1 document, made from the schemas that validate what comes in and describe what goes out. */
export function openApiDocument(routes: readonly DescribedRoute[], apiPrefix: string): JsonSchema {
  const components = new ComponentSchemas();
  for (const part of otherParts) components.convert(part, 'output');
  const paths: Record<string, JsonSchema> = {};
  const all = [...routes.map((route) => ({ ...route, path: `/${apiPrefix}${route.path}` })), ...rootRoutes];
  for (const route of all) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, components) };
  }
  const used = new Set(all.map((route) => route.operation.tag));
  return components.finish({
    openapi: '3.1.0',
    info: {
      title: 'Wakeful',
      version: '1',
      description: 'Self-hosted website monitoring. Errors are problems as in RFC 9457.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [],
    tags: [...used].map((name) => ({ name, description: tags[name] ?? name })),
    paths,
  });
}

function operationOf(route: DescribedRoute, components: ComponentSchemas): JsonSchema {
  const { operation, schemas } = route;
  const parameters = [
    ...parametersOf(schemas.path, 'path', components),
    ...parametersOf(schemas.query, 'query', components),
    ...Object.entries(operation.requestHeaders ?? {}).map(([name, description]) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    })),
  ];
  const body = schemas.body && jsonContent(components.convert(schemas.body, 'input'));
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: responsesOf(route, components),
  };
}

const jsonContent = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

function parametersOf(
  schema: z.ZodObject | undefined,
  place: 'path' | 'query',
  components: ComponentSchemas,
): JsonSchema[] {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, example, ...json } = components.convert(field as z.ZodType, 'input');
    const isRequired = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    return {
      name,
      in: place,
      required: isRequired,
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
      schema: json,
    };
  });
}

function responsesOf({ operation, schemas }: DescribedRoute, components: ComponentSchemas): JsonSchema {
  const success = operation.status ?? 200;
  const mediaType = operation.responseType ?? 'application/json';
  const headers = Object.entries(operation.responseHeaders ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  const responses: Record<string, JsonSchema> = {
    [success]: {
      description: STATUS_CODES[success] ?? 'Success',
      ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
      ...(operation.response
        ? { content: { [mediaType]: { schema: components.convert(operation.response, 'output') } } }
        : {}),
    },
  };
  const hasInput = schemas.body !== undefined || schemas.query !== undefined;
  for (const status of [...(hasInput ? [400] : []), ...(operation.problems ?? []), 500]) {
    responses[status] = {
      description: STATUS_CODES[status] ?? 'Error',
      content: { [PROBLEM_MEDIA_TYPE]: { schema: components.convert(problem, 'output') } },
    };
  }
  return responses;
}
