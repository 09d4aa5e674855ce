import { Stack, Text, Title } from '@mantine/core';
import { useSession } from '../api/login-session.js';
import { PageHead } from '../parts/page-head.js';
import { PasswordForm } from './password-form.js';
import { SecondFactors } from './second-factors.js';

/** The user's own account, password and second factors. */
export function AccountPage() {
  const { data: session } = useSession();
  if (!session) return null;
  const { kind, name, email, role } = session;
  return (
    <Stack maw={560} gap="xl">
      <Stack gap="xs">
        <PageHead title="Your account" />
        <Text>
          Signed in as {name}
          {email !== null && email !== name && ` (${email})`}, role: {role}.
        </Text>
      </Stack>
      {kind === 'key' ? (
        <Text>You are authenticated with an API key, which has no password.</Text>
      ) : (
        <>
          <Stack gap="sm">
            <Title order={2} size="h4">
              Password
            </Title>
            <PasswordForm email={email ?? name} />
          </Stack>
          <SecondFactors email={email ?? name} />
        </>
      )}
    </Stack>
  );
}
