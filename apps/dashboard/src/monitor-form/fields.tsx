import { NumberInput, type NumberInputProps, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { fieldId, useForm } from './form-context.js';
import type { FormState, NumberText } from './form-state.js';
import { storedAmount, typedAmount, type Unit, unitFactors } from './units.js';

/** The form fields of this type. */
type FieldsOf<Value> = {
  [Field in keyof FormState]: [FormState[Field], Value] extends [Value, FormState[Field]] ? Field : never;
}[keyof FormState];

interface Common<Field extends string> {
  readonly field: Field;
  /** The path of the field in the API, if it differs. */
  readonly path?: string;
  readonly label: string;
  readonly description?: ReactNode;
}

/** The props by which every input is found and shows its problem. */
export function useField(path: string) {
  return { id: fieldId(path), error: useForm().errorOf(path), inputWrapperOrder };
}

/** Descriptions come below, so that adjacent inputs stay aligned. */
const inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

interface TextFieldProps extends Common<FieldsOf<string>> {
  readonly placeholder?: string;
  readonly autoComplete?: string;
}

export function TextField({ field, path = field, autoComplete = 'off', ...others }: TextFieldProps) {
  const { form, set } = useForm();
  return (
    <TextInput
      {...useField(path)}
      {...others}
      autoComplete={autoComplete}
      value={form[field]}
      onChange={({ currentTarget }) => set(field, currentTarget.value)}
    />
  );
}

interface LongTextProps extends Common<FieldsOf<string>> {
  readonly placeholder?: string;
}

/** A multi-line text that is pasted: a certificate or a key. */
export function PastedField({ field, path = field, ...others }: LongTextProps) {
  const { form, set } = useForm();
  return (
    <Textarea
      {...useField(path)}
      {...others}
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      autoComplete="off"
      ff="monospace"
      value={form[field]}
      onChange={({ currentTarget }) => set(field, currentTarget.value)}
    />
  );
}

interface NumberFieldProps extends Common<FieldsOf<NumberText>> {
  readonly unit?: Unit;
  readonly placeholder?: string;
  readonly step?: number;
}

export function NumberField({ field, path = field, ...others }: NumberFieldProps) {
  const { form, set } = useForm();
  return <AmountInput {...useField(path)} {...others} value={form[field]} onChange={(value) => set(field, value)} />;
}

interface AmountInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  readonly unit?: Unit;
  readonly value: NumberText;
  onChange(value: NumberText): void;
}

/** A number in the unit in which people think, kept in that of the API. */
export function AmountInput({ unit, value, onChange, ...others }: AmountInputProps) {
  const factor = unit === undefined ? 1 : unitFactors[unit];
  const [typed, setTyped] = useState<NumberText>(() => typedAmount(value, factor));
  // What was typed stays as it is, such as "0.", unless the value was set elsewhere.
  const isOwn = storedAmount(typed, factor) === value;
  return (
    <NumberInput
      {...others}
      {...(unit === undefined ? {} : { suffix: ` ${unit}` })}
      allowDecimal={factor !== 1}
      decimalScale={6}
      allowNegative={false}
      thousandSeparator={'\u202f'}
      clampBehavior="none"
      min={0}
      value={isOwn ? typed : typedAmount(value, factor)}
      onChange={(next) => {
        setTyped(next);
        onChange(storedAmount(next, factor));
      }}
    />
  );
}

export function SwitchField({ field, path = field, ...others }: Common<FieldsOf<boolean>>) {
  const { form, set, errorOf } = useForm();
  return (
    <Switch
      id={fieldId(path)}
      error={errorOf(path)}
      {...others}
      checked={form[field]}
      onChange={({ currentTarget }) => set(field, currentTarget.checked)}
    />
  );
}

type ChoiceFieldName = 'method' | 'authType' | 'ipFamily' | 'tlsMinVersion';

interface ChoiceFieldProps<Field extends ChoiceFieldName> extends Common<Field> {
  readonly choices: readonly { value: FormState[Field]; label: string }[];
}

export function ChoiceField<Field extends ChoiceFieldName>(props: ChoiceFieldProps<Field>) {
  const { field, path = field, choices, ...others } = props;
  const { form, set } = useForm();
  return (
    <Select<FormState[Field]>
      {...useField(path)}
      {...others}
      allowDeselect={false}
      data={choices}
      value={form[field]}
      onChange={(value) => value !== null && set(field, value)}
    />
  );
}

interface ListFieldProps extends Common<'tags' | 'expectedStatus' | 'locations' | 'resolvers'> {
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
}

export function ListField({ field, path = field, suggestions = [], ...others }: ListFieldProps) {
  const { form, set } = useForm();
  return (
    <TagsInput
      {...useField(path)}
      {...others}
      data={[...suggestions]}
      // Only tags may contain spaces.
      splitChars={field === 'tags' ? [','] : [',', ' ']}
      isDuplicate={(value, others) => others.includes(value)}
      value={[...form[field]]}
      onChange={(values) => set(field, values)}
    />
  );
}
