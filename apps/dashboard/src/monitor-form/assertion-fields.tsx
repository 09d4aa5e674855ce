import { Checkbox, Group, Radio, Select, SimpleGrid, TextInput } from '@mantine/core';
import {
  headerOperators,
  type JsonOperator,
  jsonOperators,
  textOperators,
  type TimedPhase,
  timedPhases,
} from '@wakeful/contracts';
import type { ReactNode } from 'react';
import type { AssertionProps } from './assertion-editor.js';
import { takesValue } from './assertion-rows.js';
import { AmountInput, useField } from './fields.js';
import { fieldId } from './form-context.js';
import type { Unit } from './units.js';

const operatorLabels: Readonly<Record<JsonOperator, string>> = {
  exists: 'exists',
  notExists: 'does not exist',
  equals: 'equals',
  notEquals: 'does not equal',
  contains: 'contains',
  notContains: 'does not contain',
  matches: 'matches regex',
  notMatches: 'does not match regex',
  greaterThan: 'greater than',
  lessThan: 'less than',
};
const labelled = <Operator extends JsonOperator>(operators: readonly Operator[]) =>
  operators.map((value) => ({ value, label: operatorLabels[value] }));

const phaseLabels: Readonly<Record<TimedPhase, string>> = {
  dns: 'DNS lookup',
  connect: 'Connect',
  tls: 'TLS handshake',
  ttfb: 'Waiting (first byte)',
  transfer: 'Transfer',
  total: 'Total',
};
const timed = timedPhases.map((value) => ({ value, label: phaseLabels[value] }));

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

/** A keyword or regex that the body must or must not contain. */
export function TextFields(props: AssertionProps) {
  const { row, index, onChange } = props;
  const isPattern = row.type === 'regex';
  return (
    <>
      <MainText
        {...props}
        label={isPattern ? 'Regular expression' : 'Text'}
        description={isPattern ? 'RE2 regular expression (no lookaround or backreferences).' : 'Exact text.'}
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
          label="Ignore case"
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
        description="JSONPath (RFC 9535), such as $.items[0].id"
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="Comparison"
          allowDeselect={false}
          data={labelled(jsonOperators)}
          value={row.jsonOperator}
          onChange={(jsonOperator) => jsonOperator !== null && onChange({ jsonOperator })}
        />
        {takesValue(row.jsonOperator) && (
          <ComparedValue
            {...props}
            label="Value"
            description='42, true and null are typed values; write "42" for a string.'
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
          label="Comparison"
          allowDeselect={false}
          data={labelled(headerOperators)}
          value={row.headerOperator}
          onChange={(headerOperator) => headerOperator !== null && onChange({ headerOperator })}
        />
        {takesValue(row.headerOperator) && <ComparedValue {...props} label="Value" />}
      </SimpleGrid>
    </>
  );
}

export function FinalUrlFields(props: AssertionProps) {
  const { row, onChange } = props;
  return (
    <>
      <Select
        label="Comparison"
        allowDeselect={false}
        data={labelled(textOperators)}
        value={row.urlOperator}
        onChange={(urlOperator) => urlOperator !== null && onChange({ urlOperator })}
      />
      <MainText
        {...props}
        label="Value"
        placeholder="https://shop.example/welcome"
        description="Compared with the URL after all redirects."
      />
    </>
  );
}

export function DurationFields(props: AssertionProps) {
  const { row, onChange } = props;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Phase"
        allowDeselect={false}
        data={timed}
        value={row.phase}
        onChange={(phase) => phase !== null && onChange({ phase })}
      />
      <Amount {...props} field="maxMs" label="At most" unit="seconds" step={0.5} />
    </SimpleGrid>
  );
}

export function CertificateFields(props: AssertionProps) {
  return (
    <Amount
      {...props}
      field="minDaysLeft"
      label="Valid for at least"
      unit="days"
      step={1}
      description="Applies to every certificate, including those of redirects."
    />
  );
}

export function BodySizeFields(props: AssertionProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Amount {...props} field="minBytes" label="At least" unit="MiB" step={1} placeholder="Any" />
      <Amount {...props} field="maxBytes" label="At most" unit="MiB" step={1} placeholder="Any" />
    </SimpleGrid>
  );
}

interface AmountProps extends AssertionProps {
  readonly field: 'minBytes' | 'maxBytes' | 'maxMs' | 'minDaysLeft';
  readonly label: string;
  readonly unit: Unit;
  readonly step: number;
  readonly placeholder?: string;
  readonly description?: string;
}

function Amount({ row, index, onChange, field, ...others }: AmountProps) {
  return (
    <AmountInput
      {...useField(`assertions.${index}.${field}`)}
      {...others}
      value={row[field]}
      onChange={(amount) => onChange({ [field]: amount })}
    />
  );
}
