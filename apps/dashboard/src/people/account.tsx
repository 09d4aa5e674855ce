import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { useSession } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { fieldError } from '../parts/field-error.js';

const empty = { current: '', next: '', again: '' };

/** The user's own account and password. */
export function Account() {
  const { data: session } = useSession();
  if (!session) return null;
  return (
    <Stack maw={420}>
      <Text>
        Signed in as {session.name}
        {session.email !== null && session.email !== session.name && ` (${session.email})`}, role: {session.role}.
      </Text>
      {session.kind === 'user' ? (
        <PasswordForm email={session.email ?? session.name} />
      ) : (
        <Text>You are authenticated with an API key, which has no password.</Text>
      )}
    </Stack>
  );
}

function PasswordForm({ email }: { email: string }) {
  const [form, setForm] = useState(empty);
  const [isDifferent, setIsDifferent] = useState(false);
  const save = useMutation({
    mutationFn: (body: Schemas['ChangePassword']) => bodyOf(client.PUT('/api/v1/session/password', { body })),
    gcTime: 0,
    onSuccess: () => setForm(empty),
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
        <Title order={2} size="h4">
          Change password
        </Title>
        {/* For password managers: the account of the password. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label="Current password"
          description="Leave empty if not set."
          autoComplete="current-password"
          value={form.current}
          error={fieldError(save.error, 'currentPassword')}
          onChange={(event) => change({ current: event.currentTarget.value })}
        />
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
          Change password
        </Button>
      </Stack>
    </form>
  );
}
