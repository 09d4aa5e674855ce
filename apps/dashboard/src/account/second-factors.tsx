import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { canUsePasskeys } from '../login/with-passkey.js';
import { AskFirst } from '../parts/ask-first.js';
import { ListState } from '../parts/list-state.js';
import { Moment } from '../time/moment.js';
import { PasskeyForm } from './passkey-form.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpSetup } from './totp-setup.js';
import {
  type Passkey,
  removeFactor,
  useAddPasskey,
  useBeginTotp,
  useRefreshFactors,
  useRenewRecoveryCodes,
  useSecondFactors,
} from './use-second-factors.js';

type Open =
  | { what: 'totp'; totp: Schemas['TotpSecret'] }
  | { what: 'passkey' }
  | { what: 'remove'; passkey: Passkey | null }
  | { what: 'codes'; codes: readonly string[] };

/** The user's second factors and passkeys. */
export function SecondFactors() {
  const factors = useSecondFactors();
  const refresh = useRefreshFactors();
  const [open, setOpen] = useState<Open | null>(null);
  const totp = useBeginTotp();
  const passkey = useAddPasskey();
  const renewal = useRenewRecoveryCodes();
  const close = (): void => setOpen(null);

  const done = (): void => {
    close();
    void refresh();
  };
  /** The session is refreshed only after the codes were seen, because the enrollment page closes then. */
  const showCodes = (codes: readonly string[]): void => (codes.length > 0 ? setOpen({ what: 'codes', codes }) : done());
  const beginTotp = (): void => totp.mutate(undefined, { onSuccess: (made) => setOpen({ what: 'totp', totp: made }) });
  const addPasskey = (name: string): void =>
    passkey.mutate(name, { onSuccess: ({ recoveryCodes }) => showCodes(recoveryCodes) });
  const renew = (): void => renewal.mutate(undefined, { onSuccess: ({ recoveryCodes }) => showCodes(recoveryCodes) });
  const remove = async (one: Passkey | null): Promise<void> => {
    await removeFactor(one);
    close();
    await refresh();
  };
  const failure = totp.error ?? renewal.error;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Second factor
      </Title>
      <Text size="sm" c="dimmed">
        Required after your password. API keys keep working; HTTP Basic does not.
      </Text>
      {failure && <FailureNotice error={failure} />}
      <ListState query={factors}>
        {({ hasTotp, passkeys, recoveryCodesLeft }) => (
          <>
            <Factor
              title="Authenticator app"
              text={hasTotp ? '✓ Set up. A 6-digit code is required after your password.' : 'Not set up.'}
            >
              {hasTotp ? (
                <Button
                  size="xs"
                  variant="default"
                  aria-label="Remove the authenticator app"
                  onClick={() => setOpen({ what: 'remove', passkey: null })}
                >
                  Remove
                </Button>
              ) : (
                <Button size="xs" loading={totp.isPending} onClick={beginTotp}>
                  Set up app
                </Button>
              )}
            </Factor>
            <Factor title="Passkeys" text="Log in with a fingerprint, face or PIN instead of a password.">
              <Button size="xs" disabled={!canUsePasskeys()} onClick={() => setOpen({ what: 'passkey' })}>
                Add passkey
              </Button>
              {!canUsePasskeys() && (
                <Text size="sm" c="dimmed">
                  Passkeys require HTTPS.
                </Text>
              )}
              {passkeys.map((one) => (
                <Group key={one.id} justify="space-between" gap="xs" w="100%">
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {one.name}, since <Moment at={one.createdAt} />
                  </Text>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Remove ${one.name}`}
                    onClick={() => setOpen({ what: 'remove', passkey: one })}
                  >
                    Remove
                  </Button>
                </Group>
              ))}
            </Factor>
            {(hasTotp || passkeys.length > 0) && (
              <Factor
                title="Recovery codes"
                text={`${recoveryCodesLeft} left. Use one if you lose your other factors.`}
              >
                <Button size="xs" variant="default" loading={renewal.isPending} onClick={renew}>
                  Generate new codes
                </Button>
              </Factor>
            )}
          </>
        )}
      </ListState>
      {open?.what === 'totp' && <TotpSetup totp={open.totp} onDone={showCodes} onClose={close} />}
      {open?.what === 'passkey' && (
        <PasskeyForm error={passkey.error} isPending={passkey.isPending} onName={addPasskey} onClose={close} />
      )}
      {open?.what === 'codes' && <RecoveryCodes codes={open.codes} onClose={done} />}
      {open?.what === 'remove' && (
        <AskFirst
          title={open.passkey ? `Remove ${open.passkey.name}?` : 'Remove the authenticator app?'}
          action="Remove"
          onConfirm={() => remove(open.passkey)}
          onClose={() => setOpen((now) => (now?.what === 'remove' ? null : now))}
        >
          You can no longer log in with it. Removing your last factor also deletes your recovery codes.
        </AskFirst>
      )}
    </Stack>
  );
}

function Factor({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs" align="start">
        <Title order={3} size="h5">
          {title}
        </Title>
        <Text size="sm">{text}</Text>
        {children}
      </Stack>
    </Paper>
  );
}
