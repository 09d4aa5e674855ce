import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { bodyOf, client } from '../api/client.js';
import { useLogIn } from '../api/login-session.js';
import { isProblem } from '../api/problem.js';
import { CodeForm } from './code-form.js';
import { FirstTime } from './first-time.js';
import { LoginCard } from './login-card.js';
import { safeReturn } from './safe-return.js';
import { usePasskeyLogin } from './use-passkey-login.js';
import { canUsePasskeys } from './with-passkey.js';

export function LoginPage() {
  const [, navigate] = useLocation();
  const [parameters] = useSearchParams();
  const [form, setForm] = useState({ email: '', password: '' });
  const [needsCode, setNeedsCode] = useState(false);
  const logIn = useLogIn();
  const passkey = usePasskeyLogin();
  const methods = useQuery({
    queryKey: ['login-methods'],
    queryFn: () => bodyOf(client.GET('/api/v1/login/methods')),
  });
  const onSuccess = (): void => navigate(safeReturn(parameters.get('to')));
  const enter = (code?: string): void => {
    passkey.reset();
    logIn.mutate(code === undefined ? form : { ...form, code }, {
      onSuccess,
      onError: (error) => isProblem(error, 'second-factor-needed') && setNeedsCode(true),
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter();
  };
  const back = (): void => {
    logIn.reset();
    setNeedsCode(false);
  };
  const failure = passkey.error ?? logIn.error;
  const error = isProblem(failure, 'second-factor-needed') ? null : failure;
  const byPasskey = methods.data?.passkey && canUsePasskeys() && (
    <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate(undefined, { onSuccess })}>
      Log in with a passkey
    </Button>
  );
  if (needsCode) {
    return (
      <LoginCard title="Second factor" error={error}>
        <CodeForm isPending={logIn.isPending} onCode={enter} onBack={back} />
        {byPasskey}
      </LoginCard>
    );
  }
  return (
    <LoginCard title="Log in to Wakeful" error={error}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Email address"
            type="email"
            autoComplete="username"
            required
            value={form.email}
            onChange={(event) => setForm({ ...form, email: event.currentTarget.value })}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            value={form.password}
            onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
          />
          <Button type="submit" loading={logIn.isPending}>
            Log in
          </Button>
        </Stack>
      </form>
      {byPasskey}
      {methods.data?.oidc && (
        <Button component="a" href="/api/v1/session/oidc" variant="default">
          Log in with SSO
        </Button>
      )}
      <FirstTime summary="First login?" />
    </LoginCard>
  );
}
