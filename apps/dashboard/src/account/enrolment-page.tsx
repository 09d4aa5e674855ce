import { Button, Center, Stack, Text } from '@mantine/core';
import { useLogOut, useSession } from '../api/login-session.js';
import { PageHead } from '../parts/page-head.js';
import { SecondFactors } from './second-factors.js';

/** Shown instead of the dashboard until a required second factor is set up. */
export function EnrolmentPage() {
  const { data: session } = useSession();
  const logOut = useLogOut();
  if (!session) return null;
  return (
    <Center component="main" p="md">
      <Stack maw={560} w="100%">
        <PageHead title="Second factor required">
          <Button variant="default" size="xs" onClick={() => logOut.mutate()}>
            Log out
          </Button>
        </PageHead>
        <Text>
          An administrator asks for one from everybody. Set up an authenticator app or a passkey, and the dashboard
          opens.
        </Text>
        <SecondFactors email={session.email ?? session.name} />
      </Stack>
    </Center>
  );
}
