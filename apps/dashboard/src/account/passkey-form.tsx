import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';

interface PasskeyFormProps {
  error: Error | null;
  isPending: boolean;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of a new passkey; the browser asks for the rest. */
export function PasskeyForm({ error, isPending, onName, onClose }: PasskeyFormProps) {
  const [name, setName] = useState('');
  return (
    <FormModal
      title="Add passkey"
      action="Add passkey"
      size="md"
      error={error}
      isPending={isPending}
      onSubmit={() => onName(name.trim())}
      onClose={onClose}
    >
      <Text size="sm">Your browser asks for a fingerprint, face or PIN. A passkey logs you in without a password.</Text>
      <TextInput
        label="Name"
        description="For example: laptop or security key."
        withAsterisk
        data-autofocus
        autoComplete="off"
        value={name}
        error={fieldError(error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormModal>
  );
}
