import { Button, Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import { AssertionEditor } from './assertion-editor.js';
import { newAssertionRow } from './assertion-rows.js';
import { ListField, NumberField } from './fields.js';
import { fieldId, focusSoon, useForm } from './form-context.js';

const usualStatuses = ['2xx', '3xx', '200', '200-299', '301', '401', '404'];

export function ExpectationsSection() {
  return (
    <Stack>
      <ListField
        field="expectedStatus"
        label="Expected status"
        description="Codes (204), ranges (200-299) or classes (2xx); any match passes."
        suggestions={usualStatuses}
      />
      <Assertions />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberField
          field="degradedThresholdMs"
          label="Degraded above"
          unit="seconds"
          step={0.5}
          placeholder="Never"
          description="Slower responses are marked degraded."
        />
        <NumberField
          field="maxBodyBytes"
          label="Maximum body size"
          unit="MiB"
          step={1}
          description="Larger responses fail."
        />
      </SimpleGrid>
    </Stack>
  );
}

function Assertions() {
  const { form, set, errorOf } = useForm();
  const { assertions } = form;
  const error = errorOf('assertions');
  return (
    <Fieldset legend="Response assertions">
      <Stack align="start">
        {assertions.map((row, index) => (
          <AssertionEditor
            key={row.id}
            row={row}
            index={index}
            onChange={(changes) => set('assertions', assertions.with(index, { ...row, ...changes }))}
            onRemove={() => {
              set('assertions', assertions.toSpliced(index, 1));
              focusSoon(fieldId('assertions'));
            }}
          />
        ))}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" id={fieldId('assertions-error')}>
            {error}
          </Text>
        )}
        <Button
          id={fieldId('assertions')}
          aria-describedby={error === undefined ? undefined : fieldId('assertions-error')}
          variant="default"
          size="xs"
          onClick={() => {
            set('assertions', [...assertions, newAssertionRow()]);
            focusSoon(fieldId(`assertions.${assertions.length}.type`));
          }}
        >
          Add assertion
        </Button>
      </Stack>
    </Fieldset>
  );
}
