import { Stack, Text, Title } from '@mantine/core';
import { useSession } from '../api/session.js';
import { PageHead } from '../parts/page-head.js';
import { PasswordForm } from './password-form.js';
import { SecondFactors } from './second-factors.js';

/** Who one is here, and how one logs in. */
export function AccountPage() {
  const { data: session } = useSession();
  if (!session) return null;
  const { kind, name, email, role } = session;
  return (
    <Stack maw={560} gap="xl">
      <Stack gap="xs">
        <PageHead title="Your account" />
        <Text>
          You are {name}
          {email !== null && email !== name && ` (${email})`}, with the role {role}.
        </Text>
      </Stack>
      {kind === 'key' ? (
        <Text>You came with an API key, which has no password.</Text>
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
