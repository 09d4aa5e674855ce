import { Chip, Group, Input, Select, Stack, TextInput } from '@mantine/core';
import { fieldError } from '../parts/field-error.js';
import { type Day, days, type RecurrenceChoice, type RecurrenceKind, ruleOf } from './recurrence.js';

const kinds: readonly { value: RecurrenceKind; label: string; hint: string }[] = [
  { value: 'none', label: 'Once', hint: 'It does not recur.' },
  { value: 'daily', label: 'Every day', hint: 'At the same time of day.' },
  { value: 'weekly', label: 'Every week', hint: 'On the days below, or else on the day on which it begins.' },
  {
    value: 'monthly',
    label: 'Every month',
    hint: 'On the day of the month on which it begins; months without that day are left out.',
  },
  { value: 'rule', label: 'By a rule (RRULE)', hint: 'Anything that RFC 5545 can say, daily or less often.' },
];

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const SHOWN_ZONES = 60;

interface RecurrenceFieldsProps {
  choice: RecurrenceChoice;
  timeZone: string;
  error: Error | null;
  onChange: (part: { choice?: RecurrenceChoice; timeZone?: string }) => void;
}

/** How a window recurs, and by the clock of which time zone. */
export function RecurrenceFields({ choice, timeZone, error, onChange }: RecurrenceFieldsProps) {
  const kind = kinds.find(({ value }) => value === choice.kind);
  const ruleError = fieldError(error, 'recurrence.rrule');
  const changeKind = (value: string | null): void => {
    const next = kinds.find((one) => one.value === value);
    // An expert goes on from what was chosen before.
    if (next) onChange({ choice: { ...choice, kind: next.value, rule: ruleOf(choice) ?? choice.rule } });
  };
  return (
    <Stack gap="sm">
      <Select
        label="Takes place"
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
                <Chip key={value} value={value} size="sm">
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
          description="Without a time of day: that is the one at which it begins."
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
          description="It recurs at the same time of day there, also when the clocks change."
          data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
          searchable
          limit={SHOWN_ZONES}
          nothingFoundMessage="No such time zone"
          allowDeselect={false}
          value={timeZone}
          error={fieldError(error, 'recurrence.timeZone')}
          onChange={(next) => next !== null && onChange({ timeZone: next })}
        />
      )}
    </Stack>
  );
}
