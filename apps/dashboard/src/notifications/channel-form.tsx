import { Checkbox, Fieldset, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { DraftConflict } from '../parts/draft-conflict.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { MonitorChoice } from '../parts/monitor-choice.js';
import { useDraft } from '../parts/use-draft.js';
import { draftOf, HIDDEN, newDraft, settingsOf } from './channel-draft.js';
import { channelTypeLabel, channelTypes, isChannelType } from './channel-types.js';
import { alertEvents, eventLabels } from './event-labels.js';
import { SettingsFields } from './settings-fields.js';
import { type Channel, readChannel, useSaveChannel } from './use-channels.js';

const typeChoices = Object.keys(channelTypes).map((value) => ({ value, label: channelTypeLabel(value) }));

type Amount = number | string;

/** An empty field is null or left to the API's default. */
const amountOf = <Empty,>(amount: Amount, empty: Empty): number | Empty => (amount === '' ? empty : Number(amount));

function startOf(channel: Channel | null) {
  const known = channel?.settings.type ?? 'email';
  const type = isChannelType(known) ? known : 'email';
  const isStored = channel !== null && type === channel.settings.type;
  return {
    name: channel?.name ?? '',
    type,
    draft: isStored ? draftOf(type, channel.settings) : newDraft(type),
    events: channel?.events ?? alertEvents.filter((event) => event !== 'monitoring'),
    chosen: {
      allMonitors: channel?.allMonitors ?? true,
      tags: channel?.tags ?? [],
      monitorIds: channel?.monitorIds ?? [],
    },
    reminder: (channel?.reminderMinutes ?? '') as Amount,
    wait: (channel?.waitForDiagnosisSeconds ?? 10) as Amount,
    storm: (channel?.stormThreshold ?? 5) as Amount,
  };
}

function storedSecrets(channel: Channel | null, type: string): ReadonlySet<string> {
  if (channel?.settings.type !== type) return new Set();
  return new Set(Object.entries(channel.settings).flatMap(([name, value]) => (value === HIDDEN ? [name] : [])));
}

function sentOf({ name, type, draft, events, chosen, reminder, wait, storm }: ReturnType<typeof startOf>) {
  return {
    name: name.trim(),
    settings: settingsOf(type, draft),
    events,
    ...chosen,
    reminderMinutes: amountOf(reminder, null),
    waitForDiagnosisSeconds: amountOf(wait, undefined),
    stormThreshold: amountOf(storm, undefined),
  };
}

const shape = { draftOf: startOf, bodyOf: sentOf };

/** Creates a channel (null) or edits one. */
export function ChannelForm({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const typed = useDraft(channel, shape);
  const save = useSaveChannel(channel, onClose);
  const error = typed.remaining(save.error);
  const { change } = typed;
  const { name, type, draft, events, chosen, reminder, wait, storm } = typed.draft;
  const changeType = (next: string | null): void => {
    if (next === null || !isChannelType(next)) return;
    const isStored = channel?.settings.type === next;
    change({ type: next, draft: isStored ? draftOf(next, channel.settings) : newDraft(next) });
  };
  return (
    <FormModal
      title={channel ? `Edit ${channel.name}` : 'New channel'}
      action={channel ? 'Save' : 'Create channel'}
      error={error}
      isPending={save.isPending}
      onSubmit={() => save.mutate(typed.attempt())}
      onClose={onClose}
      conflict={(refusal) => (
        <DraftConflict
          error={refusal}
          kind="notification channel"
          item={channel}
          read={readChannel}
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
      <Select label="Type" data={typeChoices} allowDeselect={false} value={type} onChange={changeType} />
      <Fieldset legend={`${channelTypeLabel(type)} settings`}>
        <Stack gap="sm">
          <SettingsFields
            type={type}
            draft={draft}
            stored={storedSecrets(channel, type)}
            error={error}
            onChange={(next) => change({ draft: next })}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="Events">
        <Stack>
          <Checkbox.Group
            label="Notify about"
            value={events}
            error={fieldError(error, 'events')}
            onChange={(next) => change({ events: alertEvents.filter((event) => next.includes(event)) })}
          >
            <Group gap="md" mt={6}>
              {alertEvents.map((event) => (
                <Checkbox key={event} value={event} label={eventLabels[event]} />
              ))}
            </Group>
          </Checkbox.Group>
          <MonitorChoice label="Monitors" value={chosen} error={error} onChange={(next) => change({ chosen: next })} />
        </Stack>
      </Fieldset>
      <Fieldset legend="Timing">
        <Stack gap="sm">
          <NumberInput
            label="Reminder interval (minutes)"
            description="Repeats while the incident is open. Empty = no reminders."
            allowDecimal={false}
            value={reminder}
            error={fieldError(error, 'reminderMinutes')}
            onChange={(next) => change({ reminder: next })}
          />
          <NumberInput
            label="Group alerts above (per minute)"
            description="When more alerts than this occur within 60 seconds, they are sent as one message."
            allowDecimal={false}
            value={storm}
            error={fieldError(error, 'stormThreshold')}
            onChange={(next) => change({ storm: next })}
          />
          <NumberInput
            label="Wait for browser evidence (seconds)"
            description="How long a down alert may wait for the browser's diagnosis."
            allowDecimal={false}
            value={wait}
            error={fieldError(error, 'waitForDiagnosisSeconds')}
            onChange={(next) => change({ wait: next })}
          />
        </Stack>
      </Fieldset>
    </FormModal>
  );
}
