import type { z } from 'zod';
import type { FieldProblem } from './api/problem.js';

const quoted = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

const formatSentences: Readonly<Record<string, string>> = {
  uuid: 'must be an ID such as 5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  datetime: 'must be a time such as 2026-01-31T12:00:00Z',
};

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** What zod found, as the end of the sentence "<field> …". Messages that a schema brings itself come before these. */
export function issueSentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${quoted(issue.values)}`;
    case 'too_small':
      if (issue.origin in units && issue.minimum === 1) return 'must not be empty';
      return `must be at least ${issue.minimum}${units[issue.origin] ?? ''}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${units[issue.origin] ?? ''}`;
    case 'invalid_format':
      return formatSentences[issue.format] ?? `must be a valid ${issue.format}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? `must be one of ${quoted(issue.options)}` : 'has the wrong type';
    default:
      return undefined;
  }
}

const pathOf = (parts: readonly PropertyKey[]): string => parts.map(String).join('.');

/** The problems of one issue: an unknown field is named by its own path, as any other field is. */
export function issueProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path: pathOf(issue.path), message }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

export const fieldProblems = (error: z.core.$ZodError): FieldProblem[] => error.issues.flatMap(issueProblems);
