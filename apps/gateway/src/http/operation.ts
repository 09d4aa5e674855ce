import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** Who may use a route: anybody, or users with this role or a higher one. */
export type Access = 'public' | 'viewer' | 'editor' | 'admin';

export interface OperationDescription {
  /** Name of the operation, unique in the document. */
  id: string;
  access: Access;
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
  fileTypes?: readonly string[];
  /** Statuses of the problems that a reader should expect beside 400 and 500. */
  problems?: readonly number[];
  /** Headers of the request and of the answer that matter, with a sentence each. */
  requestHeaders?: Readonly<Record<string, string>>;
  responseHeaders?: Readonly<Record<string, string>>;
}

export const OPERATION = Symbol('OPERATION');

/** Describes a route for the OpenAPI document. Its parameters and body come from the schemas that validate them. */
export const Operation = (description: OperationDescription): MethodDecorator => SetMetadata(OPERATION, description);
