import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ChannelType } from '@wakeful/contracts';
import { fieldError } from '../parts/field-error.js';
import type { SettingsDraft } from './channel-draft.js';
import { channelTypes, type SettingsField } from './channel-types.js';
import { SecretInput } from './secret-input.js';

interface SettingsFieldsProps {
  type: ChannelType;
  draft: SettingsDraft;
  /** Fields with a stored secret. */
  stored: ReadonlySet<string>;
  error: Error | null;
  onChange: (draft: SettingsDraft) => void;
}

/** The settings of one channel type. */
export function SettingsFields({ type, draft, stored, error, onChange }: SettingsFieldsProps) {
  return channelTypes[type].fields.map((field) => (
    <FieldInput
      key={`${type}.${field.name}`}
      field={field}
      value={draft[field.name] ?? ''}
      isStored={stored.has(field.name)}
      error={fieldError(error, `settings.${field.name}`)}
      onChange={(value) => onChange({ ...draft, [field.name]: value })}
    />
  ));
}

interface FieldInputProps {
  field: SettingsField;
  value: string | readonly string[];
  isStored: boolean;
  error: string | undefined;
  onChange: (value: string | string[]) => void;
}

function FieldInput({ field, value, isStored, error, onChange }: FieldInputProps) {
  const { kind, label, placeholder, choices = [], isRequired = false } = field;
  const common = { label, description: field.hint, placeholder, error, withAsterisk: isRequired };
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'list':
      return (
        <TagsInput
          {...common}
          splitChars={[',', ';', ' ']}
          value={typeof value === 'string' ? [] : [...value]}
          onChange={onChange}
        />
      );
    case 'secret':
      return (
        <SecretInput
          label={label}
          description={field.hint}
          value={text}
          isStored={isStored}
          isRequired={isRequired}
          error={error}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          allowDecimal={false}
          hideControls
          value={text}
          onChange={(next) => onChange(String(next))}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={choices}
          allowDeselect={false}
          value={text}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    case 'headers':
    case 'template':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={10}
          ff="monospace"
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      return <TextInput {...common} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
