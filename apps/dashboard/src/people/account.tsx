import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { useSession } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { fieldError } from '../parts/field-error.js';

const empty = { current: '', next: '', again: '' };

/** Who one is here, and one's password. */
export function Account() {
  const { data: session } = useSession();
  if (!session) return null;
  return (
    <Stack maw={420}>
      <Text>
        You are {session.name}
        {session.email !== null && session.email !== session.name && ` (${session.email})`}, with the role{' '}
        {session.role}.
      </Text>
      {session.kind === 'user' ? (
        <PasswordForm email={session.email ?? session.name} />
      ) : (
        <Text>You came with an API key, which has no password.</Text>
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
          Change your password
        </Title>
        {/* For password managers: whose password it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label="Current password"
          description="Left empty if you have none yet."
          autoComplete="current-password"
          value={form.current}
          error={fieldError(save.error, 'currentPassword')}
          onChange={(event) => change({ current: event.currentTarget.value })}
        />
        <PasswordInput
          label="New password"
          description="At least 12 characters. All your other sessions end."
          autoComplete="new-password"
          withAsterisk
          value={form.next}
          error={fieldError(save.error, 'newPassword')}
          onChange={(event) => change({ next: event.currentTarget.value })}
        />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          withAsterisk
          value={form.again}
          error={isDifferent && 'is not the same'}
          onChange={(event) => change({ again: event.currentTarget.value })}
        />
        {save.error && <FailureNotice error={save.error} />}
        <Text size="sm" role="status" c="var(--up)">
          {save.isSuccess && '✓ Your password was changed, and your other sessions have ended.'}
        </Text>
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
