import { SetMetadata } from '@nestjs/common';
import type { Role } from '@wakeful/contracts';
import type { z } from 'zod';

/** Who may use a route: anybody, or users with this role or a higher one. */
export type Access = 'public' | Role;

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
  /** Its path is not below that of the API; `configureApp` lists such paths too. */
  isAtRoot?: boolean;
  /** Many people behind one address may ask for it, and it costs little: counted apart from the API. */
  isForCrowds?: boolean;
  /** For every route that is not a GET. The target names what {@link AuditTargets} knows. */
  audit?: Audit;
  tag: string;
  summary: string;
  description?: string;
  /** HTTP status of success; 200 if unset. */
  status?: number;
  /** Other statuses of success, with the same answer. */
  otherStatuses?: readonly number[];
  /** null: the answer has no body, or is a file. */
  response: z.ZodType | null;
  /** Media type of the answer when it is not JSON. */
  responseType?: string;
  /** Media types of an answer that is a file. */
  fileTypes?: readonly string[] | undefined;
  /** Statuses of the problems that a reader should expect beside 400 and 500. */
  problems?: readonly number[];
  /** Statuses that are told as pages for people. */
  htmlProblems?: readonly number[] | undefined;
  /** Headers of the request and of the answer that matter, with a sentence each. */
  requestHeaders?: Readonly<Record<string, string>>;
  responseHeaders?: Readonly<Record<string, string>>;
}

/** One route of a controller, with what validates its input. */
export interface DescribedRoute {
  method: string;
  /** As in `/monitors/{id}`. */
  path: string;
  operation: OperationDescription;
  schemas: { body?: z.ZodType; query?: z.ZodObject; path?: z.ZodObject };
}

export const OPERATION = Symbol('OPERATION');

/** Describes a route for the OpenAPI document. Its parameters and body come from the schemas that validate them. */
export const Operation = (description: OperationDescription): MethodDecorator => SetMetadata(OPERATION, description);
