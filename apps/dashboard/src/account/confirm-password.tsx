import { PasswordInput, Text } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '../parts/form-modal.js';
import { useConfirmSession } from './use-second-factors.js';

interface ConfirmPasswordProps {
  email: string;
  onConfirmed: () => void;
  onClose: () => void;
}

/** Asks who sits at the screen, before something changes about how they log in. */
export function ConfirmPassword({ email, onConfirmed, onClose }: ConfirmPasswordProps) {
  const [password, setPassword] = useState('');
  const confirm = useConfirmSession();
  return (
    <FormModal
      title="Is it still you?"
      action="Continue"
      size="md"
      error={confirm.error}
      isPending={confirm.isPending}
      onSubmit={() => confirm.mutate(password, { onSuccess: onConfirmed })}
      onClose={onClose}
    >
      <Text size="sm">
        You logged in more than ten minutes ago. Enter your password to change how you log in. If you have none, log out
        and log in again.
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
