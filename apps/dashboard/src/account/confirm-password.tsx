import { PasswordInput, Text } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '../parts/form-modal.js';
import { useConfirmSession } from './use-second-factors.js';

interface ConfirmPasswordProps {
  email: string;
  onConfirmed: () => void;
  onClose: () => void;
}

/** Asks for the password before a login method changes. */
export function ConfirmPassword({ email, onConfirmed, onClose }: ConfirmPasswordProps) {
  const [password, setPassword] = useState('');
  const confirm = useConfirmSession();
  return (
    <FormModal
      title="Confirm your password"
      action="Continue"
      size="md"
      error={confirm.error}
      isPending={confirm.isPending}
      onSubmit={() => confirm.mutate(password, { onSuccess: onConfirmed })}
      onClose={onClose}
    >
      <Text size="sm">
        Your last login was more than 10 minutes ago. Enter your password to change your login methods. If you have no
        password, log out and log in again.
      </Text>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </FormModal>
  );
}
