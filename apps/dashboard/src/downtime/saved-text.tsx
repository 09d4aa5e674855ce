import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FailureNotice } from '../app/failure-notice.js';
import classes from './findings.module.css';

const MAX_LENGTH = 10_000;

interface SavedTextProps {
  window: Schemas['DowntimeWindow'];
  field: 'rootCause' | 'notes';
  label: string;
  description: string;
  minRows: number;
  /** Unsaved text; null when there is none. */
  draft: string | null;
  onDraft: (draft: string | null) => void;
}

/** An editable text of an incident, with its save state. */
export function SavedText({ window, field, label, description, minRows, draft, onDraft }: SavedTextProps) {
  const saved = window[field] ?? '';
  const save = useSave(window.id, field);
  const isChanged = draft !== null && draft !== saved;
  const submit = (): void => {
    if (!isChanged || save.isPending) return;
    save.mutate(draft, { onSuccess: () => onDraft(null) });
  };
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        label={label}
        description={description}
        autosize
        minRows={minRows}
        maxRows={16}
        maxLength={MAX_LENGTH}
        value={draft ?? saved}
        readOnly={save.isPending}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit();
        }}
      />
      <div className={classes['saving']}>
        <span role="status" data-changed={isChanged || undefined}>
          {stateText(save, isChanged)}
        </span>
        {isChanged && (
          <>
            <Button size="xs" variant="default" disabled={save.isPending} onClick={() => onDraft(null)}>
              Discard
            </Button>
            <Button size="xs" type="submit" loading={save.isPending} aria-label={`Save: ${label}`}>
              Save
            </Button>
          </>
        )}
      </div>
      {save.error && <FailureNotice error={save.error} onRetry={submit} />}
    </form>
  );
}

function stateText(save: { isPending: boolean; isSuccess: boolean }, isChanged: boolean): string {
  if (save.isPending) return 'Saving…';
  if (isChanged) return 'Unsaved changes';
  return save.isSuccess ? '✓ Saved' : '';
}

function useSave(id: string, field: 'rootCause' | 'notes') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => {
      const value = text.trim() === '' ? null : text;
      const body: Schemas['UpdateDowntimeWindow'] = field === 'notes' ? { notes: value } : { rootCause: value };
      return bodyOf(client.PATCH('/api/v1/downtime-windows/{id}', { params: { path: { id } }, body }));
    },
    onSuccess: (window) => {
      queries.setQueryData(keys.downtimeWindow(id), window);
      void queries.invalidateQueries({ queryKey: keys.downtime });
    },
  });
}
