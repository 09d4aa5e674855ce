import { Fieldset, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { httpMethods } from '@wakeful/contracts';
import { AuthFields } from './auth-fields.js';
import { ChoiceField, NumberField, SwitchField, useField } from './fields.js';
import { useForm } from './form-context.js';
import { isBodyless } from './form-state.js';
import { HeaderRows } from './header-rows.js';

const methods = httpMethods.map((method) => ({ value: method, label: method }));
const ipFamilies = [
  { value: 'auto', label: 'Automatic' },
  { value: 'ipv4', label: 'IPv4 only' },
  { value: 'ipv6', label: 'IPv6 only' },
] as const;

export function RequestSection() {
  const { form, monitorId } = useForm();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <ChoiceField field="method" label="Method" choices={methods} />
        <NumberField
          field="timeoutMs"
          label="Timeout"
          unit="seconds"
          step={1}
          {...(monitorId === null ? { placeholder: '10 s, less for short intervals' } : {})}
        />
      </SimpleGrid>
      {!isBodyless(form.method) && <BodyField />}
      <HeaderRows />
      <AuthFields />
      <Fieldset legend="Redirects & connection">
        <Stack>
          <SwitchField field="followRedirects" label="Follow redirects" />
          <SwitchField
            field="tlsVerify"
            path="tls.verify"
            label="Verify TLS certificate"
            description="Turn off to accept expired or self-signed certificates."
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberField field="maxRedirects" label="Maximum redirects" />
            <ChoiceField field="ipFamily" label="IP version" choices={ipFamilies} />
          </SimpleGrid>
        </Stack>
      </Fieldset>
    </Stack>
  );
}

function BodyField() {
  const { form, set } = useForm();
  return (
    <Textarea
      {...useField('body')}
      label="Body"
      description="Sent unchanged. Set a Content-Type header."
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      ff="monospace"
      value={form.body}
      onChange={({ currentTarget }) => set('body', currentTarget.value)}
    />
  );
}
