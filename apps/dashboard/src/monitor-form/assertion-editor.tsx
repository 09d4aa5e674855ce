import { Button, Fieldset, Group, Select, Stack } from '@mantine/core';
import {
  BodySizeFields,
  CertificateFields,
  DurationFields,
  FinalUrlFields,
  HeaderFields,
  JsonPathFields,
  TextFields,
} from './assertion-fields.js';
import type { AssertionRow } from './assertion-rows.js';
import { fieldId } from './form-context.js';

const kinds = [
  { value: 'keyword', label: 'Body contains' },
  { value: 'regex', label: 'Body matches regex' },
  { value: 'jsonPath', label: 'JSON value' },
  { value: 'header', label: 'Response header' },
  { value: 'bodySize', label: 'Body size' },
  { value: 'finalUrl', label: 'Final URL' },
  { value: 'duration', label: 'Duration' },
  { value: 'certificate', label: 'Certificate validity' },
] as const;

export interface AssertionProps {
  readonly row: AssertionRow;
  readonly index: number;
  onChange(changes: Partial<AssertionRow>): void;
}

export function AssertionEditor({ onRemove, ...props }: AssertionProps & { onRemove(): void }) {
  const { row, index, onChange } = props;
  return (
    <Fieldset legend={`Assertion ${index + 1}`} w="100%" variant="filled">
      <Stack gap="sm">
        <Group justify="space-between" align="end">
          <Select
            id={fieldId(`assertions.${index}.type`)}
            label="Type"
            flex="1 1 200px"
            allowDeselect={false}
            data={kinds}
            value={row.type}
            onChange={(type) => type !== null && onChange({ type })}
          />
          <Button variant="default" aria-label={`Remove assertion ${index + 1}`} onClick={onRemove}>
            Remove
          </Button>
        </Group>
        {(row.type === 'keyword' || row.type === 'regex') && <TextFields {...props} />}
        {row.type === 'jsonPath' && <JsonPathFields {...props} />}
        {row.type === 'header' && <HeaderFields {...props} />}
        {row.type === 'bodySize' && <BodySizeFields {...props} />}
        {row.type === 'finalUrl' && <FinalUrlFields {...props} />}
        {row.type === 'duration' && <DurationFields {...props} />}
        {row.type === 'certificate' && <CertificateFields {...props} />}
      </Stack>
    </Fieldset>
  );
}
