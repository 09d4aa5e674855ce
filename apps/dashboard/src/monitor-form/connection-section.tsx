import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { HIDDEN_SECRET, MAX_RESOLVERS, tlsVersions } from '@wakeful/contracts';
import { keptSecret } from './auth-fields.js';
import { ChoiceField, ListField, PastedField, TextField } from './fields.js';
import { useForm } from './form-context.js';

const versions = [
  { value: 'default', label: 'Whatever is safe (TLS 1.2)' },
  ...tlsVersions.map((version) => ({ value: version, label: `${version.replace('v', ' ')} or newer` })),
] as const;

const certificatePlaceholder = '-----BEGIN CERTIFICATE-----';

/** The way to the page, for those who have more than the public Internet in between. */
export function ConnectionSection() {
  const { clientKey, proxy } = useForm().form;
  return (
    <Stack>
      <Fieldset legend="Way">
        <Stack>
          <TextField
            field="proxy"
            label="Proxy"
            placeholder="http://proxy.example:3128"
            description={
              proxy.includes(HIDDEN_SECRET)
                ? keptSecret
                : 'http, https or socks5; credentials may stand before the host, as in http://user:password@proxy.example:3128'
            }
          />
          <ListField
            field="resolvers"
            label="Name servers"
            placeholder="192.0.2.53"
            description={`At most ${MAX_RESOLVERS} addresses, asked in this order. None: those of the checker.`}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="TLS">
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ChoiceField field="tlsMinVersion" path="tls.minVersion" label="Oldest version" choices={versions} />
            <TextField
              field="tlsServerName"
              path="tls.serverName"
              label="Server name"
              placeholder="shop.example"
              description="Asked for (SNI) and verified instead of the name in the URL."
            />
          </SimpleGrid>
          <PastedField
            field="ca"
            path="tls.ca"
            label="Own authorities"
            placeholder={certificatePlaceholder}
            description="Certificates in PEM that are trusted beside the public authorities."
          />
          <PastedField
            field="clientCertificate"
            path="tls.clientCertificate"
            label="Client certificate"
            placeholder={certificatePlaceholder}
            description="In PEM, with its intermediates below it, for sites that ask for one (mTLS)."
          />
          <PastedField
            field="clientKey"
            path="tls.clientKey"
            label="Private key of the client certificate"
            placeholder="-----BEGIN PRIVATE KEY-----"
            description={
              clientKey === HIDDEN_SECRET
                ? keptSecret
                : 'In PEM, without a passphrase. It is stored encrypted and never shown.'
            }
          />
        </Stack>
      </Fieldset>
    </Stack>
  );
}
