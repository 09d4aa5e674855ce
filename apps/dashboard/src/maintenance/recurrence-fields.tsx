import { Chip, Group, Input, Select, Stack, TextInput } from '@mantine/core';
import { fieldError } from '../parts/field-error.js';
import { type Day, days, type RecurrenceChoice, type RecurrenceKind, ruleOf } from './recurrence.js';

const kinds: readonly { value: RecurrenceKind; label: string; hint: string }[] = [
  { value: 'none', label: 'Once', hint: 'Does not repeat.' },
  { value: 'daily', label: 'Every day', hint: 'At the same time each day.' },
  { value: 'weekly', label: 'Every week', hint: 'Repeats on the selected days; defaults to the weekday of the start.' },
  {
    value: 'monthly',
    label: 'Every month',
    hint: 'On the same day of the month; months without that day are skipped.',
  },
  { value: 'rule', label: 'Custom (RRULE)', hint: 'Any RFC 5545 rule, at most once per day.' },
];

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const SHOWN_ZONES = 60;

interface RecurrenceFieldsProps {
  choice: RecurrenceChoice;
  timeZone: string;
  error: Error | null;
  onChange: (part: { choice?: RecurrenceChoice; timeZone?: string }) => void;
}

/** The recurrence of a window and its time zone. */
export function RecurrenceFields({ choice, timeZone, error, onChange }: RecurrenceFieldsProps) {
  const kind = kinds.find(({ value }) => value === choice.kind);
  const ruleError = fieldError(error, 'recurrence.rrule');
  const changeKind = (value: string | null): void => {
    const next = kinds.find((one) => one.value === value);
    // A custom rule starts from the previous choice.
    if (next) onChange({ choice: { ...choice, kind: next.value, rule: ruleOf(choice) ?? choice.rule } });
  };
  return (
    <Stack gap="sm">
      <Select
        label="Repeat"
        description={kind?.hint}
        data={kinds}
        allowDeselect={false}
        value={choice.kind}
        error={choice.kind === 'rule' ? undefined : ruleError}
        onChange={changeKind}
      />
      {choice.kind === 'weekly' && (
        <Input.Wrapper label="Days" labelElement="div">
          <Group gap={6} mt={4} role="group" aria-label="Days">
            <Chip.Group
              multiple
              value={[...choice.days]}
              onChange={(chosen) => onChange({ choice: { ...choice, days: chosen as Day[] } })}
            >
              {days.map(({ value, label }) => (
                <Chip key={value} value={value} size="sm" color="cyan.9">
                  {label}
                </Chip>
              ))}
            </Chip.Group>
          </Group>
        </Input.Wrapper>
      )}
      {choice.kind === 'rule' && (
        <TextInput
          label="Rule"
          placeholder="FREQ=MONTHLY;BYDAY=1SU"
          description="Without a time: occurrences start at the start time above."
          ff="monospace"
          spellCheck={false}
          value={choice.rule}
          error={ruleError}
          onChange={(event) => onChange({ choice: { ...choice, rule: event.currentTarget.value } })}
        />
      )}
      {choice.kind !== 'none' && (
        <Select
          label="Time zone"
          description="Keeps local time across DST changes."
          data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
          searchable
          limit={SHOWN_ZONES}
          nothingFoundMessage="No matching time zone"
          allowDeselect={false}
          value={timeZone}
          error={fieldError(error, 'recurrence.timeZone')}
          onChange={(next) => next !== null && onChange({ timeZone: next })}
        />
      )}
    </Stack>
  );
}
