import { Code, List, Text } from '@mantine/core';

/** How the first person comes in, for each way in which Wakeful is run. */
export function FirstTime({ summary }: { summary: string }) {
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {summary}
      </Text>
      <List size="sm" spacing="xs" mt="xs" pr="md">
        <List.Item>
          With <Code>npm start</Code>, open the login link that it prints at every start.
        </List.Item>
        <List.Item>
          With Docker Compose, log in as <Code>admin@localhost</Code> (or <Code>ADMIN_EMAIL</Code>) with the password in{' '}
          <Code>.secrets/admin_password</Code>.
        </List.Item>
        <List.Item>
          In Kubernetes, log in as the <Code>ADMIN_EMAIL</Code> of your overlay with the <Code>admin-password</Code> of
          its secret.
        </List.Item>
        <List.Item>Everybody else gets a login link from an administrator, under People and keys.</List.Item>
      </List>
    </details>
  );
}
