import { type createNotificationChannel, issueProblems, issueSentence } from '@wakeful/contracts';
import { Problem } from '../api/problem.js';

type Issue = NonNullable<ReturnType<typeof createNotificationChannel.safeParse>['error']>['issues'][number];

interface Schema<Body> {
  safeParse(
    input: unknown,
    options: { error: typeof issueSentence },
  ): { success: true; data: Body } | { success: false; error: { readonly issues: readonly Issue[] } };
}

/**
 * Validates form input against the API's schema, with the messages of the API.
 * @throws Problem with the invalid fields
 */
export function checkInput<Body>(schema: Schema<Body>, input: unknown): Body {
  const parsed = schema.safeParse(input, { error: issueSentence });
  if (parsed.success) return parsed.data;
  throw new Problem('Some fields are invalid.', 400, null, parsed.error.issues.flatMap(issueProblems));
}
