import { createNotificationChannel } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';

type Parsed = ReturnType<typeof createNotificationChannel.safeParse>;
type Issue = NonNullable<Parsed['error']>['issues'][number];

/**
 * What was filled in as the API takes it.
 * @throws Problem that names the fields which are not right
 */
export function checkChannel(input: unknown): Schemas['CreateNotificationChannel'] {
  const parsed = createNotificationChannel.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issueText(issue) }));
  throw new Problem('Some fields are not right yet.', 400, null, fields);
}

function issueText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'is missing';
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at least ${issue.minimum}`;
      return issue.minimum === 1 ? 'is missing' : `must have at least ${issue.minimum} characters`;
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    default:
      return issue.message;
  }
}
