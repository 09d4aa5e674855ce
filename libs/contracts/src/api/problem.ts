import { z } from 'zod';

export const fieldProblem = z.object({ path: z.string(), message: z.string() }).meta({
  id: 'FieldProblem',
  example: { path: 'assertions.0.pattern', message: 'must be an RE2 regular expression' },
});
/** What is wrong with one field; `path` names it as in `assertions.0.pattern` and is empty for the whole. */
export type FieldProblem = z.infer<typeof fieldProblem>;

/** RFC 9457: the response to every failed request. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string(),
    errors: z.array(fieldProblem).optional(),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'urn:wakeful:problem:request-invalid',
      title: 'Bad Request',
      status: 400,
      detail: 'The request is not valid: intervalSeconds must be at least 5.',
      instance: '/api/v1/monitors',
      requestId: '0c9c4b5e-6f4d-4f0e-8a53-0f5f6f9a2b11',
      errors: [{ path: 'intervalSeconds', message: 'must be at least 5' }],
    },
  });
export type Problem = z.infer<typeof problem>;
