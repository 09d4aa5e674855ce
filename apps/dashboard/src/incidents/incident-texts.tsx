import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { useMay } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import page from '../downtime/downtime.module.css';
import { useIncidentChange } from './use-incidents.js';

type Incident = Schemas['Incident'];
const MAX_LENGTH = 10_000;

interface TextFormProps {
  label: string;
  description: string;
  button: string;
  saved: string;
  isPending: boolean;
  error: Error | null;
  onSave: (text: string, onSaved: () => void) => void;
}

function TextForm({ label, description, button, saved, isPending, error, onSave }: TextFormProps) {
  // Follows the saved text until the user types.
  const [draft, setDraft] = useState<string | null>(null);
  const isChanged = draft !== null && draft !== saved;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !isPending) onSave(draft, () => setDraft(null));
      }}
    >
      <Textarea
        label={label}
        description={description}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={MAX_LENGTH}
        value={draft ?? saved}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      />
      {isChanged && (
        <Button type="submit" size="xs" mt={6} loading={isPending}>
          {button}
        </Button>
      )}
      {error && <FailureNotice error={error} />}
    </form>
  );
}

/** The root cause that holds for all outages of the incident. */
export function RootCauseForm({ incident: { id, rootCause } }: { incident: Incident }) {
  const mayEdit = useMay('editor');
  const save = useIncidentChange(id, (text: string) =>
    bodyOf(
      client.PATCH('/api/v1/incidents/{id}', {
        params: { path: { id } },
        body: { rootCause: text.trim() === '' ? null : text },
      }),
    ),
  );
  if (!mayEdit) return <p className={page['soft']}>{rootCause ?? 'The root cause is not documented yet.'}</p>;
  return (
    <TextForm
      label="Root cause"
      description="It is written to each of its outages as well."
      button="Save"
      saved={rootCause ?? ''}
      isPending={save.isPending}
      error={save.error}
      onSave={(text, onSuccess) => save.mutate(text, { onSuccess })}
    />
  );
}

/** A note for the timeline. */
export function NoteForm({ incident: { id } }: { incident: Incident }) {
  const mayEdit = useMay('editor');
  const add = useIncidentChange(id, (text: string) =>
    bodyOf(client.POST('/api/v1/incidents/{id}/notes', { params: { path: { id } }, body: { text } })),
  );
  if (!mayEdit) return null;
  return (
    <TextForm
      label="Note"
      description="What was tried and found. It appears in the timeline with your name."
      button="Add note"
      saved=""
      isPending={add.isPending}
      error={add.error}
      onSave={(text, onSuccess) => add.mutate(text, { onSuccess })}
    />
  );
}
