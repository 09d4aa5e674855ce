import { Alert, Anchor, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { bodyOf, client } from '../api/client.js';
import { useLogIn } from '../api/session.js';
import { safeReturn } from './safe-return.js';

export function LoginPage() {
  const [, navigate] = useLocation();
  const [parameters] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const logIn = useLogIn();
  const methods = useQuery({
    queryKey: ['login-methods'],
    queryFn: () => bodyOf(client.GET('/api/v1/login/methods')),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    logIn.mutate({ email, password }, { onSuccess: () => navigate(safeReturn(parameters.get('to'))) });
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w={380} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <img src="/favicon.svg" alt="" width={40} height={40} />
            <Title order={1} size="h2">
              Log in to Wakeful
            </Title>
            {logIn.error && (
              <Alert color="red" variant="light" role="alert">
                {logIn.error.message}
              </Alert>
            )}
            <TextInput
              label="Email address"
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" loading={logIn.isPending}>
              Log in
            </Button>
            {methods.data?.oidc && (
              <Button component="a" href="/api/v1/login/oidc" variant="default">
                Log in with SSO
              </Button>
            )}
            <Text size="sm" c="dimmed">
              The first time, open the login link that <code>npm start</code> prints. An administrator can make a new
              one for you. See{' '}
              <Anchor href="/api/docs" underline="always">
                the API
              </Anchor>{' '}
              for keys.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
