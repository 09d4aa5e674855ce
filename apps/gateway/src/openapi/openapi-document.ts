import { STATUS_CODES } from 'node:http';
import { liveCheck, liveDowntime, problem, statusChangedV1 } from '@wakeful/contracts';
import type { z } from 'zod';
import { ComponentSchemas, type JsonSchema } from './component-schemas.js';
import type { DescribedRoute, OperationDescription } from '../http/operation.js';
import { rootRoutes } from '../http/root-routes.js';

const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const tags: Readonly<Record<string, string>> = {
  Monitors: 'What is watched.',
  Checks: 'What the checks found.',
  Downtime: 'When a page was down.',
  'Debug sessions': 'What a browser saw.',
  Alerts: 'Who is told, and what became of it.',
  Maintenance: 'When nobody is to be told.',
  'Status pages': 'What the public is told.',
  Statistics: 'How well a page did.',
  Live: 'What happens now.',
  System: 'How Wakeful itself is.',
  Access: 'Who may come in, and who did what.',
  Health: 'For the one who runs it.',
};

const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: wk_…' },
  password: { type: 'http', scheme: 'basic', description: 'E-mail address and password, for scripts.' },
  session: { type: 'apiKey', in: 'cookie', name: 'wakeful_session', description: 'As `POST /api/v1/session` sets it.' },
};
const anyOfThem = Object.keys(securitySchemes).map((name) => ({ [name]: [] }));

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
  const all = [
    ...routes.map((route) => ({
      ...route,
      path: route.operation.isAtRoot ? route.path : `/${apiPrefix}${route.path}`,
    })),
    ...rootRoutes,
  ];
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
    components: { securitySchemes },
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
    description: descriptionOf(operation),
    security: operation.access === 'public' ? [] : anyOfThem,
    'x-wakeful-access': operation.access,
    ...(operation.keyAccess ? { 'x-wakeful-key-access': operation.keyAccess } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: responsesOf(route, components),
  };
}

/** Says for people who may do it; `security` cannot. */
function descriptionOf({ description, access, keyAccess }: OperationDescription): string {
  const who = access === 'public' ? 'For everybody.' : `Needs the role ${access}.`;
  const keys =
    keyAccess === 'none' ? 'Not with an API key.' : keyAccess && `An API key needs the scope of ${keyAccess}.`;
  return [description, who, keys].filter(Boolean).join(' ');
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

/** A file is its bytes; OpenAPI 3.1 has no schema for them. */
function contentOf(operation: OperationDescription, components: ComponentSchemas): JsonSchema | undefined {
  if (operation.fileTypes) return Object.fromEntries(operation.fileTypes.map((type) => [type, {}]));
  if (!operation.response) return undefined;
  const schema = components.convert(operation.response, 'output');
  return { [operation.responseType ?? 'application/json']: { schema } };
}

function responsesOf({ operation, schemas }: DescribedRoute, components: ComponentSchemas): JsonSchema {
  const headers = Object.entries(operation.responseHeaders ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  const content = contentOf(operation, components);
  const responses: Record<string, JsonSchema> = {};
  for (const status of [operation.status ?? 200, ...(operation.otherStatuses ?? [])]) {
    responses[status] = {
      description: STATUS_CODES[status] ?? 'Success',
      ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
      ...(content ? { content } : {}),
    };
  }
  const hasInput = schemas.body !== undefined || schemas.query !== undefined;
  const guarded = operation.access === 'public' ? [] : [401, 403];
  // The health of the process is nothing that is counted.
  const counted = rootRoutes.some((route) => route.operation === operation) ? [] : [429];
  const ofBody = schemas.body ? [413, 415] : [];
  const ofInput = hasInput ? [400] : [];
  const statuses = [...ofInput, ...ofBody, ...guarded, ...counted, ...(operation.problems ?? []), 500];
  for (const status of [...new Set(statuses)].sort()) {
    responses[status] = {
      description: STATUS_CODES[status] ?? 'Error',
      content: { [PROBLEM_MEDIA_TYPE]: { schema: components.convert(problem, 'output') } },
    };
  }
  for (const status of operation.htmlProblems ?? []) {
    responses[status] = { description: STATUS_CODES[status] ?? 'Error', content: { 'text/html': {} } };
  }
  if (operation.acceptedResponse) {
    const accepted = jsonContent(components.convert(operation.acceptedResponse, 'output'));
    responses[202] = { ...responses[202], description: 'Accepted', content: accepted };
  }
  return responses;
}
