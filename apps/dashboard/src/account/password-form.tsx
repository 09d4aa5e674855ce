import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { fieldError } from '../parts/field-error.js';

const empty = { current: '', next: '', again: '' };

interface PasswordFormProps {
  email: string;
  /** Right after a login link no current password is needed. */
  isAfterLink?: boolean;
  onChanged?: () => void;
}

/** Sets one's password. */
export function PasswordForm({ email, isAfterLink = false, onChanged }: PasswordFormProps) {
  const [form, setForm] = useState(empty);
  const [isDifferent, setIsDifferent] = useState(false);
  const save = useMutation({
    mutationFn: (body: Schemas['ChangePassword']) => bodyOf(client.PUT('/api/v1/session/password', { body })),
    gcTime: 0,
    onSuccess: () => {
      setForm(empty);
      onChanged?.();
    },
  });
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsDifferent(form.next !== form.again);
    if (form.next !== form.again) return;
    const current = form.current === '' ? {} : { currentPassword: form.current };
    save.mutate({ ...current, newPassword: form.next });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {/* For password managers: the account of the password. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        {!isAfterLink && (
          <PasswordInput
            label="Current password"
            description="Leave empty if not set."
            autoComplete="current-password"
            value={form.current}
            error={fieldError(save.error, 'currentPassword')}
            onChange={(event) => change({ current: event.currentTarget.value })}
          />
        )}
        <PasswordInput
          label="New password"
          description="At least 12 characters. You are logged out everywhere else."
          autoComplete="new-password"
          withAsterisk
          value={form.next}
          error={fieldError(save.error, 'newPassword')}
          onChange={(event) => change({ next: event.currentTarget.value })}
        />
        <PasswordInput
          label="Repeat new password"
          autoComplete="new-password"
          withAsterisk
          value={form.again}
          error={isDifferent && 'does not match'}
          onChange={(event) => change({ again: event.currentTarget.value })}
        />
        {save.error && <FailureNotice error={save.error} />}
        <Text size="sm" role="status" c="var(--up)">
          {save.isSuccess && '✓ Password changed. You were logged out everywhere else.'}
        </Text>
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>
          {isAfterLink ? 'Set password' : 'Change password'}
        </Button>
      </Stack>
    </form>
  );
}
