import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { DraftConflict } from '../parts/draft-conflict.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { useDraft } from '../parts/use-draft.js';
import type { StatusPage } from './use-status-pages.js';
import { readStatusUpdate, stateLabels, type StatusUpdate, useSaveStatusUpdate } from './use-status-updates.js';

interface UpdateFormProps {
  page: StatusPage;
  /** null: it is a new one. */
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
  // What is there already may change without a word; something new says what it is about.
  ...(message.trim() === '' && update !== null ? {} : { body: message.trim() }),
});

const shape = { draftOf, bodyOf };

/** Posts an incident, or what is new about one. */
export function UpdateForm({ page, update, isResolving, names, onClose }: UpdateFormProps) {
  const typed = useDraft(update, shape, isResolving ? { state: 'resolved' } : {});
  const save = useSaveStatusUpdate(page, update, onClose);
  const { draft, change } = typed;
  const { error } = save;
  return (
    <FormModal
      title={update ? `Post about ${update.title}` : 'Post an incident'}
      action={isResolving ? 'Resolve it' : 'Post it'}
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
        description={update ? 'What is new. It is added to the history.' : 'What your users notice, and what you do.'}
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
        label="What is affected"
        description="Monitors of this page."
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
