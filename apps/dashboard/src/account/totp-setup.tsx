import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { CopyField } from '../parts/copy-field.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { QrCode } from './qr-code.js';
import { useConfirmTotp } from './use-second-factors.js';

interface TotpSetupProps {
  totp: Schemas['TotpSecret'];
  onDone: (recoveryCodes: string[]) => void;
  onClose: () => void;
}

/** Shows the secret of an authenticator app and asks for its first code. */
export function TotpSetup({ totp, onDone, onClose }: TotpSetupProps) {
  const [code, setCode] = useState('');
  const confirm = useConfirmTotp();
  return (
    <FormModal
      title="Set up an authenticator app"
      action="Confirm code"
      size="md"
      error={confirm.error}
      isPending={confirm.isPending}
      onSubmit={() => confirm.mutate(code, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) })}
      onClose={onClose}
    >
      <Text size="sm">
        Scan the code with an authenticator app on your phone, or type the secret into it. Then enter the six digits
        that it shows.
      </Text>
      <Group justify="center">
        <QrCode text={totp.uri} label="QR code with the secret" />
      </Group>
      <CopyField label="Secret" text={totp.secret} />
      <Stack gap={0}>
        <TextInput
          label="Code"
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
          withAsterisk
          data-autofocus
          value={code}
          error={fieldError(confirm.error, 'code')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Stack>
    </FormModal>
  );
}
