import { Button, Center, Loader, PasswordInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { settleWhoIsThere } from '../api/confirmation.js';
import { useSession } from '../api/login-session.js';
import { canUsePasskeys } from '../login/with-passkey.js';
import { Dialog } from '../parts/dialog.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { useConfirmByPasskey, useConfirmSession, useSecondFactors } from './use-second-factors.js';

const TITLE = 'Confirm that it is you';
const cancel = (): void => settleWhoIsThere(false);
const confirmed = { onSuccess: () => settleWhoIsThere(true) };

/** Asks for the password and the second factor before an action that changes who can log in. */
export function ConfirmItsYou() {
  const { data: session } = useSession();
  const factors = useSecondFactors();
  if (session && !factors.isPending) {
    return <ConfirmForm email={session.email ?? session.name} factors={factors.data} />;
  }
  return (
    <Dialog title={TITLE} isOverOthers onClose={cancel}>
      <Center>
        <Loader aria-label="Loading" />
      </Center>
    </Dialog>
  );
}

function ConfirmForm({ email, factors }: { email: string; factors: Schemas['SecondFactors'] | undefined }) {
  const [form, setForm] = useState({ password: '', code: '' });
  const confirm = useConfirmSession();
  const passkey = useConfirmByPasskey();
  const hasPasskeys = factors !== undefined && factors.passkeys.length > 0;
  // Without an answer the code may be needed.
  const needsCode = factors === undefined || hasPasskeys || factors.hasTotp;
  const submit = (): void => {
    passkey.reset();
    const { password, code } = form;
    confirm.mutate(code === '' ? { password } : { password, code }, confirmed);
  };
  const usePasskey = (): void => {
    confirm.reset();
    passkey.mutate(undefined, confirmed);
  };
  return (
    <FormModal
      title={TITLE}
      action="Continue"
      size="md"
      isOverOthers
      error={passkey.error ?? confirm.error}
      isPending={confirm.isPending}
      onSubmit={submit}
      onClose={cancel}
    >
      <Text size="sm">
        This changes who can log in, and your last login was more than 10 minutes ago. If you have no password, log out
        and log in again.
      </Text>
      {hasPasskeys && canUsePasskeys() && (
        <Button variant="default" loading={passkey.isPending} onClick={usePasskey}>
          Use a passkey
        </Button>
      )}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        data-autofocus
        error={fieldError(confirm.error, 'password')}
        value={form.password}
        onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
      />
      {needsCode && (
        <TextInput
          label="Code"
          description={
            factors?.hasTotp !== false
              ? '6 digits from your authenticator app, or a recovery code.'
              : 'A recovery code.'
          }
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          error={fieldError(confirm.error, 'code')}
          value={form.code}
          onChange={(event) => setForm({ ...form, code: event.currentTarget.value })}
        />
      )}
    </FormModal>
  );
}
