import { Alert, List, Text } from '@mantine/core';
import type { FieldProblem } from '@wakeful/contracts';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { isConflict } from '../parts/changed-meanwhile.js';
import { fieldSentence } from '../parts/field-sentence.js';
import { NOTICE_ID } from './use-attempts.js';

interface Props {
  readonly wrongFields: number;
  readonly rest: readonly FieldProblem[];
  readonly error: Error | null;
  /** Shown when another user saved first. */
  conflict?: ((error: Problem) => ReactNode) | undefined;
}

/** Problems that no field can show; always rendered, so that it can receive focus. */
export function FormNotice(props: Props) {
  return (
    <div id={NOTICE_ID} tabIndex={-1}>
      <Notice {...props} />
    </div>
  );
}

function Notice({ wrongFields, rest, error, conflict }: Props) {
  if (isConflict(error) && conflict) return conflict(error);
  if (wrongFields > 0 || rest.length > 0) return <ToCorrect wrongFields={wrongFields} rest={rest} />;
  // The field problems have been corrected since.
  if (!error || (error instanceof Problem && error.fields.length > 0)) return null;
  return <FailureNotice error={error} />;
}

function ToCorrect({ wrongFields, rest }: Pick<Props, 'wrongFields' | 'rest'>) {
  return (
    <Alert color="red" variant="light" title="Not saved" role="alert">
      {wrongFields > 0 && (
        <Text size="sm">{wrongFields === 1 ? 'Please fix 1 field.' : `Please fix ${wrongFields} fields.`}</Text>
      )}
      {rest.length > 0 && (
        <List size="sm">
          {rest.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>{path === '' ? message : fieldSentence(path, message)}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
