import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { HIDDEN } from './channel-draft.js';

interface SecretInputProps {
  label: string;
  description?: string;
  value: string;
  /** Whether there is a stored secret that can be kept. */
  isStored: boolean;
  isRequired: boolean;
  error?: string;
  onChange: (value: string) => void;
}

/** A write-only secret: a stored one is `***` until it is replaced. */
export function SecretInput({ label, description, value, isStored, isRequired, error, onChange }: SecretInputProps) {
  if (isStored && value === HIDDEN) {
    return (
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput flex={1} label={label} description="Stored and hidden." readOnly value={HIDDEN} error={error} />
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
          Keep stored value
        </Button>
      )}
    </Stack>
  );
}
