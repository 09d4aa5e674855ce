import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { HIDDEN_SECRET, MAX_RESOLVERS, tlsVersions } from '@wakeful/contracts';
import { keptSecret } from './auth-fields.js';
import { ChoiceField, ListField, PastedField, TextField } from './fields.js';
import { useForm } from './form-context.js';

const versions = [
  { value: 'default', label: 'Default (TLS 1.2)' },
  ...tlsVersions.map((version) => ({ value: version, label: `${version.replace('v', ' ')} or newer` })),
] as const;

const certificatePlaceholder = '-----BEGIN CERTIFICATE-----';

/** The network path to the site, for sites behind a proxy, private DNS or a private CA. */
export function ConnectionSection() {
  const { clientKey, proxy } = useForm().form;
  return (
    <Stack>
      <Fieldset legend="Network">
        <Stack>
          <TextField
            field="proxy"
            label="Proxy"
            placeholder="http://proxy.example:3128"
            description={
              proxy.includes(HIDDEN_SECRET)
                ? keptSecret
                : 'http, https or socks5, optionally with credentials, such as http://user:password@proxy.example:3128'
            }
          />
          <ListField
            field="resolvers"
            label="DNS servers"
            placeholder="192.0.2.53"
            description={`At most ${MAX_RESOLVERS} IP addresses, queried in this order. Defaults to the checker's DNS servers.`}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="TLS">
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ChoiceField field="tlsMinVersion" path="tls.minVersion" label="Minimum TLS version" choices={versions} />
            <TextField
              field="tlsServerName"
              path="tls.serverName"
              label="Server name"
              placeholder="shop.example"
              description="Sent as SNI and verified instead of the hostname in the URL."
            />
          </SimpleGrid>
          <PastedField
            field="ca"
            path="tls.ca"
            label="Custom CA certificates"
            placeholder={certificatePlaceholder}
            description="PEM certificates trusted in addition to the public CAs."
          />
          <PastedField
            field="clientCertificate"
            path="tls.clientCertificate"
            label="Client certificate"
            placeholder={certificatePlaceholder}
            description="PEM, followed by its intermediates. For sites that require mTLS."
          />
          <PastedField
            field="clientKey"
            path="tls.clientKey"
            label="Client certificate key"
            placeholder="-----BEGIN PRIVATE KEY-----"
            description={
              clientKey === HIDDEN_SECRET ? keptSecret : 'PEM, without a passphrase. Stored encrypted and never shown.'
            }
          />
        </Stack>
      </Fieldset>
    </Stack>
  );
}
