import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { HIDDEN } from './channel-draft.js';

interface SecretInputProps {
  label: string;
  description?: string;
  value: string;
  /** Whether there is a stored one that can be kept. */
  isStored: boolean;
  isRequired: boolean;
  error?: string;
  onChange: (value: string) => void;
}

/** A secret that can be written and never read: what is stored is `***` until it is replaced. */
export function SecretInput({ label, description, value, isStored, isRequired, error, onChange }: SecretInputProps) {
  if (isStored && value === HIDDEN) {
    return (
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label={label}
          description="Stored, and not shown. It stays as it is."
          readOnly
          value={HIDDEN}
          error={error}
        />
        <Button variant="default" aria-label={`Replace: ${label}`} onClick={() => onChange('')}>
          Replace
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap={6} align="stretch">
      <PasswordInput
        label={label}
        description={description}
        withAsterisk={isRequired}
        autoComplete="new-password"
        spellCheck={false}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isStored && (
        <Button size="compact-sm" variant="subtle" style={{ alignSelf: 'start' }} onClick={() => onChange(HIDDEN)}>
          Keep the stored one
        </Button>
      )}
    </Stack>
  );
}
