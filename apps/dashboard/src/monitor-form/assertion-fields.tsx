import { Checkbox, Group, NumberInput, Radio, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AssertionProps } from './assertion-editor.js';
import { useField } from './fields.js';
import { fieldId } from './form-context.js';

const jsonOperators = [
  { value: 'exists', label: 'exists' },
  { value: 'equals', label: 'equals' },
  { value: 'notEquals', label: 'does not equal' },
  { value: 'contains', label: 'contains' },
  { value: 'greaterThan', label: 'is greater than' },
  { value: 'lessThan', label: 'is less than' },
] as const;
const headerOperators = [
  { value: 'exists', label: 'is there' },
  { value: 'equals', label: 'equals' },
  { value: 'contains', label: 'contains' },
  { value: 'matches', label: 'matches the pattern' },
] as const;

interface OneText extends AssertionProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly placeholder?: string;
}

function MainText({ row, index, onChange, ...others }: OneText) {
  return (
    <TextInput
      {...useField(`assertions.${index}.text`)}
      {...others}
      autoComplete="off"
      spellCheck={false}
      value={row.text}
      onChange={({ currentTarget }) => onChange({ text: currentTarget.value })}
    />
  );
}

function ComparedValue({ row, index, onChange, ...others }: OneText) {
  return (
    <TextInput
      {...useField(`assertions.${index}.value`)}
      {...others}
      autoComplete="off"
      spellCheck={false}
      value={row.value}
      onChange={({ currentTarget }) => onChange({ value: currentTarget.value })}
    />
  );
}

/** A keyword or a pattern that must be in the body, or must not. */
export function TextFields(props: AssertionProps) {
  const { row, index, onChange } = props;
  const isPattern = row.type === 'regex';
  return (
    <>
      <MainText
        {...props}
        label={isPattern ? 'Pattern' : 'Keyword'}
        description={isPattern ? 'RE2 syntax: no look-around and no back-references.' : 'As it is in the body.'}
      />
      <Radio.Group
        name={fieldId(`assertions.${index}.present`)}
        label="The body must"
        value={row.present ? 'contain' : 'lack'}
        onChange={(choice) => onChange({ present: choice === 'contain' })}
      >
        <Group mt={4}>
          <Radio value="contain" label="contain it" />
          <Radio value="lack" label="not contain it" />
        </Group>
      </Radio.Group>
      {!isPattern && (
        <Checkbox
          label="Upper and lower case are the same"
          checked={row.ignoreCase}
          onChange={({ currentTarget }) => onChange({ ignoreCase: currentTarget.checked })}
        />
      )}
    </>
  );
}

export function JsonPathFields(props: AssertionProps) {
  const { row, onChange } = props;
  return (
    <>
      <MainText
        {...props}
        label="Path"
        placeholder="$.status"
        description="JSONPath as in RFC 9535, such as $.items[0].id"
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="What of it"
          allowDeselect={false}
          data={jsonOperators}
          value={row.jsonOperator}
          onChange={(jsonOperator) => jsonOperator !== null && onChange({ jsonOperator })}
        />
        {row.jsonOperator !== 'exists' && (
          <ComparedValue
            {...props}
            label="Value"
            description='A number, true, false and null are what they look like; in quotes, "42" is a text.'
          />
        )}
      </SimpleGrid>
    </>
  );
}

export function HeaderFields(props: AssertionProps) {
  const { row, onChange } = props;
  return (
    <>
      <MainText {...props} label="Header" placeholder="Cache-Control" />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="What of it"
          allowDeselect={false}
          data={headerOperators}
          value={row.headerOperator}
          onChange={(headerOperator) => headerOperator !== null && onChange({ headerOperator })}
        />
        {row.headerOperator !== 'exists' && <ComparedValue {...props} label="Value" />}
      </SimpleGrid>
    </>
  );
}

export function BodySizeFields(props: AssertionProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Bytes {...props} side="minBytes" label="At least" />
      <Bytes {...props} side="maxBytes" label="At most" />
    </SimpleGrid>
  );
}

function Bytes({
  row,
  index,
  onChange,
  side,
  label,
}: AssertionProps & { side: 'minBytes' | 'maxBytes'; label: string }) {
  return (
    <NumberInput
      {...useField(`assertions.${index}.${side}`)}
      label={label}
      suffix=" bytes"
      thousandSeparator={'\u202f'}
      placeholder="Any"
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      min={0}
      step={1024}
      value={row[side]}
      onChange={(bytes) => onChange(side === 'minBytes' ? { minBytes: bytes } : { maxBytes: bytes })}
    />
  );
}
