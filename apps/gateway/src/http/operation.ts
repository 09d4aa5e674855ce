import { STATUS_CODES } from 'node:http';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import {
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import type { Role } from '@wakeful/contracts';
import type { z } from 'zod';

/** Who may use a route: everyone, or users with this role or a higher one. */
export type Access = 'public' | Role;

export const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: wk_…' },
  password: { type: 'http', scheme: 'basic', description: 'Email address and password, for scripts.' },
  session: { type: 'apiKey', in: 'cookie', name: 'wakeful_session', description: 'Set by `POST /api/v1/session`.' },
} as const;

/** What a change goes down in the audit log as; or a sentence that says why it does not. */
export type Audit = { target: string } | { none: string };

export interface OperationDescription {
  /** Name of the operation, unique in the document. */
  id: string;
  access: Access;
  /** What an API key needs where it is not the same: a scope as of this role, or no key will do. */
  keyAccess?: Role | 'none';
  /** A person may use it who has yet to set up the second factor that an admin requires. */
  isForEnrolment?: boolean;
  /** Many users behind one IP address may request it, and it is cheap: counted separately from the API. */
  isForCrowds?: boolean;
  /** Of the process rather than of the API: neither counted nor limited. */
  isOfProcess?: boolean;
  /** For every route that is not a GET. The target names what {@link AuditTargets} knows. */
  audit?: Audit;
  tag: string;
  summary: string;
  description?: string;
  /** HTTP status of success; 200 if unset. */
  status?: number;
  /** Other statuses of success, with the same answer. */
  otherStatuses?: readonly number[];
  /** Answer of 202, where it is another than that of the other statuses of success. */
  acceptedResponse?: z.ZodType;
  /** null: the answer has no body, or is a file. */
  response: z.ZodType | null;
  /** Media type of the answer when it is not JSON. */
  responseType?: string;
  /** Media types of an answer that is a file. */
  fileTypes?: readonly string[] | undefined;
  /** Statuses of problems to expect in addition to 400 and 500. */
  problems?: readonly number[];
  /** Statuses whose problems are HTML pages. */
  htmlProblems?: readonly number[] | undefined;
  /** Headers of the request and of the answer that matter, with a sentence each. */
  requestHeaders?: Readonly<Record<string, string>>;
  responseHeaders?: Readonly<Record<string, string>>;
}

export const OPERATION = Symbol('OPERATION');

/**
 * Says who may call a route, and describes it for the OpenAPI document. Its parameters and its body are documented by the
 * schemas that validate them.
 */
export const Operation = (description: OperationDescription): MethodDecorator =>
  applyDecorators(SetMetadata(OPERATION, description), ...documentationOf(description));

const anyLogin = Object.keys(securitySchemes).map((name) => ({ [name]: [] }));

function documentationOf(operation: OperationDescription): MethodDecorator[] {
  const { id, tag, summary, access, keyAccess, problems = [], htmlProblems = [] } = operation;
  return [
    ApiOperation({
      operationId: id,
      tags: [tag],
      summary,
      description: sentencesOf(operation),
      security: access === 'public' ? [] : anyLogin,
    }),
    ApiExtension('x-wakeful-access', access),
    ...(keyAccess ? [ApiExtension('x-wakeful-key-access', keyAccess)] : []),
    ...Object.entries(operation.requestHeaders ?? {}).map(([name, description]) =>
      ApiHeader({ name, description, required: false }),
    ),
    ...(operation.responseType ? [ApiProduces(operation.responseType)] : []),
    ...[operation.status ?? 200, ...(operation.otherStatuses ?? [])].map((status) =>
      ApiResponse({ status, description: reasonOf(status), ...answerOf(operation, status) }),
    ),
    ...problems.map((status) => ApiResponse({ status, description: reasonOf(status) })),
    ...htmlProblems.map((status) =>
      ApiResponse({ status, description: reasonOf(status), content: { 'text/html': {} } }),
    ),
  ];
}

/** Says for people who may do it; `security` cannot. */
function sentencesOf({ description, access, keyAccess }: OperationDescription): string {
  const who = access === 'public' ? 'Public.' : `Requires the role ${access}.`;
  const keys =
    keyAccess === 'none'
      ? 'Not available with an API key.'
      : keyAccess && `An API key requires the scope of ${keyAccess}.`;
  return [description, who, keys].filter(Boolean).join(' ');
}

/** A file is its bytes; OpenAPI 3.1 has no schema for them. */
function answerOf(operation: OperationDescription, status: number): ApiResponseOptions {
  const { responseHeaders, fileTypes, acceptedResponse } = operation;
  const response = status === 202 && acceptedResponse ? acceptedResponse : operation.response;
  const headers = Object.entries(responseHeaders ?? {}).map(
    ([name, description]) => [name, { description, schema: { type: 'string' } }] as const,
  );
  return {
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
    ...(fileTypes ? { content: Object.fromEntries(fileTypes.map((type) => [type, {}])) } : {}),
    ...(response ? { standardSchema: response } : {}),
  };
}

export const reasonOf = (status: number): string => STATUS_CODES[status] ?? String(status);
