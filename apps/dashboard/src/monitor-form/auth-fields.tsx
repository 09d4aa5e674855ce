import { Fieldset, PasswordInput, SimpleGrid, Stack } from '@mantine/core';
import { HIDDEN_SECRET } from '@wakeful/contracts';
import { ChoiceField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

const kinds = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'Basic auth' },
  { value: 'digest', label: 'Digest auth' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'oauth2', label: 'OAuth 2.0 client credentials' },
] as const;

export function AuthFields() {
  const { authType } = useForm().form;
  return (
    <Fieldset legend="Authentication">
      <Stack>
        <ChoiceField field="authType" path="auth" label="Authentication type" choices={kinds} />
        {(authType === 'basic' || authType === 'digest') && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextField field="username" path="auth.username" label="Username" />
            <SecretField field="password" label="Password" />
          </SimpleGrid>
        )}
        {authType === 'bearer' && <SecretField field="token" label="Token" />}
        {authType === 'oauth2' && <ClientFields />}
      </Stack>
    </Fieldset>
  );
}

/** RFC 6749, section 4.4: a token is fetched with these credentials before each check and sent with it. */
function ClientFields() {
  return (
    <>
      <TextField
        field="tokenUrl"
        path="auth.tokenUrl"
        label="Token URL"
        placeholder="https://login.example/oauth/token"
        description="Each check fetches a token here (client credentials grant)."
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextField field="clientId" path="auth.clientId" label="Client ID" />
        <SecretField field="clientSecret" label="Client secret" />
        <TextField field="scope" path="auth.scope" label="Scope" description="Space-separated. Optional." />
        <TextField
          field="audience"
          path="auth.audience"
          label="Audience"
          description="Only if the server requires one."
        />
      </SimpleGrid>
    </>
  );
}

export const keptSecret = `${HIDDEN_SECRET} keeps the stored value.`;

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
