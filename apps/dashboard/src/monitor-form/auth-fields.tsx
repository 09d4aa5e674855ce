import { Fieldset, PasswordInput, SimpleGrid, Stack } from '@mantine/core';
import { HIDDEN_SECRET } from '@wakeful/contracts';
import { ChoiceField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

const kinds = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'User name and password (Basic)' },
  { value: 'digest', label: 'User name and password (Digest)' },
  { value: 'bearer', label: 'Token (Bearer)' },
  { value: 'oauth2', label: 'Client credentials (OAuth 2)' },
] as const;

export function AuthFields() {
  const { authType } = useForm().form;
  return (
    <Fieldset legend="Credentials">
      <Stack>
        <ChoiceField field="authType" path="auth" label="Kind of credentials" choices={kinds} />
        {(authType === 'basic' || authType === 'digest') && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextField field="username" path="auth.username" label="User name" />
            <SecretField field="password" label="Password" />
          </SimpleGrid>
        )}
        {authType === 'bearer' && <SecretField field="token" label="Token" />}
        {authType === 'oauth2' && <ClientFields />}
      </Stack>
    </Fieldset>
  );
}

/** RFC 6749, section 4.4: a token is fetched with these before each check, and sent with it. */
function ClientFields() {
  return (
    <>
      <TextField
        field="tokenUrl"
        path="auth.tokenUrl"
        label="Token URL"
        placeholder="https://login.example/oauth/token"
        description="A token is fetched there for each check, with the client credentials grant."
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextField field="clientId" path="auth.clientId" label="Client ID" />
        <SecretField field="clientSecret" label="Client secret" />
        <TextField
          field="scope"
          path="auth.scope"
          label="Scope"
          description="Several with blanks between; may be empty."
        />
        <TextField
          field="audience"
          path="auth.audience"
          label="Audience"
          description="Only if the server asks for one."
        />
      </SimpleGrid>
    </>
  );
}

export const keptSecret = `${HIDDEN_SECRET} stands for what is stored: leave it to keep it.`;

function SecretField({ field, label }: { field: 'password' | 'token' | 'clientSecret'; label: string }) {
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
