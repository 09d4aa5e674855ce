import { Anchor, Button, List, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { PasswordForm } from '../account/password-form.js';
import { bodyOf, client } from '../api/client.js';
import { loginSessionQuery, useSession } from '../api/login-session.js';
import { isProblem } from '../api/problem.js';
import { CodeForm } from './code-form.js';
import { FirstTime } from './first-time.js';
import { LoginCard } from './login-card.js';

/**
 * Where a login link leads. Its token stands behind the # and is spent when the button is pressed, so that neither a scanner
 * nor a preview of the link uses it up.
 */
export function LinkPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const queries = useQueryClient();
  const logIn = useMutation({
    mutationFn: (code: string | undefined) =>
      bodyOf(client.POST('/api/v1/login/once', { body: { token, ...(code === undefined ? {} : { code }) } })),
    gcTime: 0,
    onSuccess: (session) => {
      queries.setQueryData(loginSessionQuery.queryKey, session);
      // A link that is used up is of no use in the history either.
      window.history.replaceState(null, '', window.location.pathname);
    },
  });
  const [needsCode, setNeedsCode] = useState(false);
  const enter = (code?: string): void =>
    logIn.mutate(code, { onError: (error) => isProblem(error, 'second-factor-needed') && setNeedsCode(true) });
  if (logIn.isSuccess) return <FirstPassword email={logIn.data.email ?? logIn.data.name} />;
  if (token === '' || isProblem(logIn.error, 'login-link-ended')) return <EndedLink />;
  const error = isProblem(logIn.error, 'second-factor-needed') ? null : logIn.error;
  if (needsCode) {
    return (
      <LoginCard title="Second factor" error={error}>
        <CodeForm isPending={logIn.isPending} onCode={enter} onBack={() => window.location.assign('/login')} />
      </LoginCard>
    );
  }
  return (
    <LoginCard title="Log in to Wakeful" error={error}>
      <Text>This link logs you in once. You can then set a password.</Text>
      <Button loading={logIn.isPending} onClick={() => enter()}>
        Log in
      </Button>
    </LoginCard>
  );
}

function FirstPassword({ email }: { email: string }) {
  const [, navigate] = useLocation();
  return (
    <LoginCard title="Set a password">
      <Text>
        You are logged in as {email}. The link cannot be used again: set a password for your next login. It replaces any
        previous password.
      </Text>
      <PasswordForm email={email} isAfterLink onChanged={() => navigate('/')} />
      <Anchor component={Link} href="/" size="sm" underline="always">
        Not now
      </Anchor>
    </LoginCard>
  );
}

function EndedLink() {
  const { data: session } = useSession();
  return (
    <LoginCard title="This login link no longer works">
      <Text>A login link works once and expires after 24 hours. This one was used, has expired or is incomplete.</Text>
      {session ? (
        <Stack>
          <Text>You are logged in as {session.email ?? session.name}.</Text>
          <Button component={Link} href="/">
            Go to the overview
          </Button>
        </Stack>
      ) : (
        <>
          <List size="sm" spacing="xs">
            <List.Item>If you have a password or a passkey, use it to log in.</List.Item>
            <List.Item>
              Otherwise, ask an admin for a new link. Admins create links under Users &amp; API keys.
            </List.Item>
          </List>
          <Button component={Link} href="/login">
            Go to login
          </Button>
          <FirstTime summary="Are you the admin?" />
        </>
      )}
    </LoginCard>
  );
}
