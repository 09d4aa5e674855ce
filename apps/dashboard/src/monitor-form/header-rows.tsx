import { Button, CloseButton, Fieldset, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { HIDDEN_SECRET } from '@wakeful/contracts';
import { keptSecret } from './auth-fields.js';
import { useField } from './fields.js';
import { fieldId, focusSoon, useForm } from './form-context.js';
import { type HeaderRow, newHeaderRow } from './form-state.js';
import classes from './monitor-form.module.css';

export function HeaderRows() {
  const { form, set, errorOf } = useForm();
  const { headers } = form;
  const error = errorOf('headers');
  return (
    <Fieldset legend="Headers">
      <Stack align="start">
        {headers.map((row, index) => (
          <Row
            key={row.id}
            row={row}
            index={index}
            onChange={(changed) => set('headers', headers.with(index, changed))}
            onRemove={() => {
              set('headers', headers.toSpliced(index, 1));
              focusSoon(fieldId('headers'));
            }}
          />
        ))}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" id={fieldId('headers-error')}>
            {error}
          </Text>
        )}
        <Button
          id={fieldId('headers')}
          aria-describedby={error === undefined ? undefined : fieldId('headers-error')}
          variant="default"
          size="xs"
          onClick={() => {
            set('headers', [...headers, newHeaderRow()]);
            focusSoon(fieldId(`headers.${headers.length}.name`));
          }}
        >
          Add header
        </Button>
      </Stack>
    </Fieldset>
  );
}

interface RowProps {
  readonly row: HeaderRow;
  readonly index: number;
  onChange(row: HeaderRow): void;
  onRemove(): void;
}

function Row({ row, index, onChange, onRemove }: RowProps) {
  const which = <VisuallyHidden> of header {index + 1}</VisuallyHidden>;
  return (
    <div className={classes['headerRow']}>
      <TextInput
        {...useField(`headers.${index}.name`)}
        label={<>Name{which}</>}
        placeholder="Accept-Language"
        autoComplete="off"
        spellCheck={false}
        value={row.name}
        onChange={({ currentTarget }) => onChange({ ...row, name: currentTarget.value })}
      />
      <TextInput
        {...useField(`headers.${index}.value`)}
        label={<>Value{which}</>}
        {...(row.value === HIDDEN_SECRET ? { description: keptSecret } : {})}
        autoComplete="off"
        spellCheck={false}
        value={row.value}
        onChange={({ currentTarget }) => onChange({ ...row, value: currentTarget.value })}
      />
      <CloseButton
        className={classes['remove']}
        size="lg"
        aria-label={`Remove header ${index + 1}`}
        onClick={onRemove}
      />
    </div>
  );
}
