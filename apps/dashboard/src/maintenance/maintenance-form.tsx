import { Fieldset, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { DraftConflict } from '../parts/draft-conflict.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { MonitorChoice } from '../parts/monitor-choice.js';
import { useDraft } from '../parts/use-draft.js';
import { onFirstDay } from './first-day.js';
import { localInputOf, momentOf, nextHour } from './local-time.js';
import { OccurrencePreview } from './occurrence-preview.js';
import { choiceOf, ruleOf } from './recurrence.js';
import { RecurrenceFields } from './recurrence-fields.js';
import {
  type MaintenanceWindow,
  readMaintenance,
  useOccurrencePreview,
  useSaveMaintenance,
} from './use-maintenance.js';

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function startOf(window: MaintenanceWindow | null) {
  const { startsAt, endsAt } = window ?? nextHour(Date.now());
  return {
    name: window?.name ?? '',
    description: window?.description ?? '',
    chosen: {
      allMonitors: window?.allMonitors ?? false,
      tags: window?.tags ?? [],
      monitorIds: window?.monitorIds ?? [],
    },
    from: localInputOf(startsAt),
    until: localInputOf(endsAt),
    choice: choiceOf(window?.recurrence?.rrule ?? null),
    timeZone: window?.recurrence?.timeZone ?? ownZone,
  };
}

function bodyOf(
  { name, description, chosen, from, until, choice, timeZone }: ReturnType<typeof startOf>,
  window: MaintenanceWindow | null,
): Schemas['CreateMaintenanceWindow'] {
  const rrule = ruleOf(choice);
  return {
    name: name.trim(),
    description,
    ...chosen,
    startsAt: momentOf(from, window?.startsAt),
    endsAt: momentOf(until, window?.endsAt),
    recurrence: rrule === null ? null : { rrule, timeZone },
  };
}

const shape = { draftOf: startOf, bodyOf };

/** Creates a maintenance window (null) or edits one. */
export function MaintenanceForm({ window, onClose }: { window: MaintenanceWindow | null; onClose: () => void }) {
  const typed = useDraft(window, shape);
  const save = useSaveMaintenance(window, onClose);
  const { change } = typed;
  const { name, description, chosen, from, until, choice, timeZone } = typed.draft;
  const { startsAt, endsAt, recurrence } = bodyOf(typed.draft, window);
  const preview = useOccurrencePreview({ startsAt, endsAt, recurrence });
  const error = typed.remaining(save.error);
  // What is wrong with the times is said before they are saved.
  const timeError = error ?? preview.error;
  const move = (part: Partial<typeof typed.draft>): void =>
    change({ ...part, ...onFirstDay({ from, until, choice, timeZone, ...part }) });
  return (
    <FormModal
      title={window ? `Edit ${window.name}` : 'New maintenance window'}
      action={window ? 'Save' : 'Create window'}
      error={error}
      isPending={save.isPending}
      onSubmit={() => save.mutate(typed.attempt())}
      onClose={onClose}
      conflict={(refusal) => (
        <DraftConflict
          error={refusal}
          kind="maintenance window"
          item={window}
          read={readMaintenance}
          typed={typed}
          save={save}
        />
      )}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        value={name}
        error={fieldError(error, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        value={description}
        error={fieldError(error, 'description')}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <MonitorChoice label="Monitors" value={chosen} error={error} onChange={(next) => change({ chosen: next })} />
      <Fieldset legend="When">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mb="sm">
          <TextInput
            label="Start"
            type="datetime-local"
            description={`In your time zone (${ownZone})`}
            withAsterisk
            value={from}
            error={fieldError(timeError, 'startsAt')}
            onChange={(event) => change({ from: event.currentTarget.value })}
            onBlur={() => move({})}
          />
          <TextInput
            label="End"
            type="datetime-local"
            description={`In your time zone (${ownZone})`}
            withAsterisk
            value={until}
            error={fieldError(timeError, 'endsAt')}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        </SimpleGrid>
        <RecurrenceFields choice={choice} timeZone={timeZone} error={timeError} onChange={move} />
        <OccurrencePreview preview={preview.error ? undefined : preview.data} isRecurring={recurrence !== null} />
      </Fieldset>
    </FormModal>
  );
}
