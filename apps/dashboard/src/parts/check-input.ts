import type { createNotificationChannel } from '@wakeful/contracts';
import { Problem } from '../api/problem.js';

type Issue = NonNullable<ReturnType<typeof createNotificationChannel.safeParse>['error']>['issues'][number];

interface Schema<Body> {
  safeParse(
    input: unknown,
  ): { success: true; data: Body } | { success: false; error: { readonly issues: readonly Issue[] } };
}

/**
 * Validates form input against the API's schema.
 * @throws Problem with the invalid fields
 */
export function checkInput<Body>(schema: Schema<Body>, input: unknown): Body {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issueText(issue) }));
  throw new Problem('Some fields are invalid.', 400, null, fields);
}

function issueText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'is required';
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at least ${issue.minimum}`;
      return issue.minimum === 1 ? 'is required' : `must have at least ${issue.minimum} characters`;
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    default:
      return issue.message;
  }
}
