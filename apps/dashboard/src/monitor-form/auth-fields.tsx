import { Fieldset, PasswordInput, SimpleGrid, Stack } from '@mantine/core';
import { HIDDEN_SECRET } from '@wakeful/contracts';
import { ChoiceField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

const kinds = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'User name and password (Basic)' },
  { value: 'bearer', label: 'Token (Bearer)' },
] as const;

export function AuthFields() {
  const { authType } = useForm().form;
  return (
    <Fieldset legend="Credentials">
      <Stack>
        <ChoiceField field="authType" path="auth" label="Kind of credentials" choices={kinds} />
        {authType === 'basic' && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextField field="username" path="auth.username" label="User name" />
            <SecretField field="password" label="Password" />
          </SimpleGrid>
        )}
        {authType === 'bearer' && <SecretField field="token" label="Token" />}
      </Stack>
    </Fieldset>
  );
}

export const keptSecret = `${HIDDEN_SECRET} stands for what is stored: leave it to keep it.`;

function SecretField({ field, label }: { field: 'password' | 'token'; label: string }) {
  const { form, set } = useForm();
  const common = useField(`auth.${field}`);
  return (
    <PasswordInput
      {...common}
      aria-invalid={common.error !== undefined}
      label={label}
      {...(form[field] === HIDDEN_SECRET ? { description: keptSecret } : {})}
      autoComplete="new-password"
      value={form[field]}
      onChange={({ currentTarget }) => set(field, currentTarget.value)}
    />
  );
}
