import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { DraftConflict } from '../parts/draft-conflict.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { useDraft } from '../parts/use-draft.js';
import type { StatusPage } from './use-status-pages.js';
import { readStatusUpdate, stateLabels, type StatusUpdate, useSaveStatusUpdate } from './use-status-updates.js';

interface StatusUpdateFormProps {
  page: StatusPage;
  /** null for a new incident. */
  update: StatusUpdate | null;
  isResolving: boolean;
  names: ReadonlyMap<string, string>;
  onClose: () => void;
}

const states = Object.keys(stateLabels) as StatusUpdate['state'][];
const stateChoices = states.map((value) => ({ value, label: stateLabels[value] }));

const draftOf = (update: StatusUpdate | null) => ({
  title: update?.title ?? '',
  state: update?.state ?? 'investigating',
  monitorIds: update?.monitorIds ?? [],
  message: '',
});

const bodyOf = ({ title, state, monitorIds, message }: ReturnType<typeof draftOf>, update: StatusUpdate | null) => ({
  title: title.trim(),
  state,
  monitorIds,
  // An existing incident may change without a message; a new one needs one.
  ...(message.trim() === '' && update !== null ? {} : { body: message.trim() }),
});

const shape = { draftOf, bodyOf };

/** Posts an incident or an update to one. */
export function StatusUpdateForm({ page, update, isResolving, names, onClose }: StatusUpdateFormProps) {
  const typed = useDraft(update, shape, isResolving ? { state: 'resolved' } : {});
  const save = useSaveStatusUpdate(page, update, onClose);
  const { draft, change } = typed;
  const error = typed.remaining(save.error);
  return (
    <FormModal
      title={update ? `Update ${update.title}` : 'New incident'}
      action={isResolving ? 'Resolve' : 'Publish'}
      error={error}
      isPending={save.isPending}
      onSubmit={() => save.mutate(typed.attempt())}
      onClose={onClose}
      conflict={(refusal) => (
        <DraftConflict
          error={refusal}
          kind="status update"
          item={update}
          read={({ id }) => readStatusUpdate(page.id, id)}
          typed={typed}
          save={save}
        />
      )}
    >
      <TextInput
        label="Title"
        withAsterisk
        data-autofocus={update === null || undefined}
        value={draft.title}
        error={fieldError(error, 'title')}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <Select
        label="State"
        data={stateChoices}
        allowDeselect={false}
        value={draft.state}
        error={fieldError(error, 'state')}
        onChange={(next) => change({ state: states.find((state) => state === next) ?? draft.state })}
      />
      <Textarea
        label="Message"
        description={update ? 'What is new. It is added to the history.' : 'Impact and what you are doing.'}
        withAsterisk={update === null}
        data-autofocus={update !== null || undefined}
        autosize
        minRows={3}
        maxRows={12}
        value={draft.message}
        error={fieldError(error, 'body')}
        onChange={(event) => change({ message: event.currentTarget.value })}
      />
      <MultiSelect
        label="Affected monitors"
        description="Monitors on this page."
        searchable
        hidePickedOptions
        data={[...names].map(([value, label]) => ({ value, label }))}
        value={draft.monitorIds}
        error={fieldError(error, 'monitorIds')}
        onChange={(monitorIds) => change({ monitorIds })}
      />
    </FormModal>
  );
}
