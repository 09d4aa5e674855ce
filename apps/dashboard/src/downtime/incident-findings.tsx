import { Button, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { useMay } from '../api/login-session.js';
import page from './downtime.module.css';
import classes from './findings.module.css';
import { SavedText } from './saved-text.js';

/** The root cause and notes of an incident, with the cause suggested by the browser evidence. */
export function IncidentFindings({ window }: { window: Schemas['DowntimeWindow'] }) {
  const mayEdit = useMay('editor');
  return (
    <section aria-labelledby="findings-title" className={page['card']}>
      <Title order={2} size="h4" id="findings-title">
        Root cause & notes
      </Title>
      {mayEdit ? <Editable window={window} /> : <Readable window={window} />}
    </section>
  );
}

function Editable({ window }: { window: Schemas['DowntimeWindow'] }) {
  const { suggestedRootCause, rootCause } = window;
  // Follows the saved text until the user types.
  const [draft, setDraft] = useState<string | null>(null);
  const [notesDraft, setNotesDraft] = useState<string | null>(null);
  const isUsed = suggestedRootCause === (draft ?? rootCause);
  return (
    <>
      {suggestedRootCause !== null && !isUsed && (
        <Suggestion text={suggestedRootCause}>
          <Button size="xs" variant="default" onClick={() => setDraft(suggestedRootCause)}>
            Use suggestion
          </Button>
        </Suggestion>
      )}
      <SavedText
        window={window}
        field="rootCause"
        label="Root cause"
        description="One-line summary of the cause."
        minRows={2}
        draft={draft}
        onDraft={setDraft}
      />
      <SavedText
        window={window}
        field="notes"
        label="Notes"
        description="What was tried, what helped, and what remains to be done."
        minRows={4}
        draft={notesDraft}
        onDraft={setNotesDraft}
      />
    </>
  );
}

function Readable({ window: { suggestedRootCause, rootCause, notes } }: { window: Schemas['DowntimeWindow'] }) {
  return (
    <>
      {suggestedRootCause !== null && rootCause === null && <Suggestion text={suggestedRootCause} />}
      <h3 className={classes['label']}>Root cause</h3>
      <p className={classes['written']}>{rootCause ?? 'Not documented yet. Editors can add it.'}</p>
      <h3 className={classes['label']}>Notes</h3>
      <p className={classes['written']}>{notes ?? 'None yet.'}</p>
    </>
  );
}

function Suggestion({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className={classes['suggestion']}>
      <div>
        <span className={classes['label']}>Suggested cause</span>
        <p>{text}</p>
      </div>
      {children}
    </div>
  );
}
