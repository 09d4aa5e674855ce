import type { createMonitor, FieldProblem } from '@wakeful/contracts';

type Issue = NonNullable<ReturnType<typeof createMonitor.safeParse>['error']>['issues'][number];

const typeNames: Readonly<Record<string, string>> = { number: 'a number', int: 'a whole number', string: 'a text' };
const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** What a schema found, as the end of the sentence "<field> …", in the words of the API. */
function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin in units && issue.minimum === 1) return 'must not be empty';
      return `must be at least ${issue.minimum}${units[issue.origin] ?? ''}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${units[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

export type ShapeProblem = FieldProblem & { readonly isAboutKey: boolean };

/** What a schema found, by path. */
export function shapeProblems(issues: readonly Issue[]): ShapeProblem[] {
  return issues.flatMap((issue): ShapeProblem[] => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'invalid_key') return [{ path, message: sentenceOf(issue), isAboutKey: false }];
    return issue.issues.map(({ message }) => ({ path, message, isAboutKey: true }));
  });
}
