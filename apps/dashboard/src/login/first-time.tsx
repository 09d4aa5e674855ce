import { Code, List, Text } from '@mantine/core';

/** How the first admin logs in, for each way to run Wakeful. */
export function FirstTime({ summary }: { summary: string }) {
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {summary}
      </Text>
      <List size="sm" spacing="xs" mt="xs" pr="md">
        <List.Item>
          <Code>npm start</Code>: open the login link that it prints at every start.
        </List.Item>
        <List.Item>
          Docker Compose: log in as <Code>admin@localhost</Code> (or your <Code>ADMIN_EMAIL</Code>) with the password in{' '}
          <Code>.secrets/admin_password</Code>.
        </List.Item>
        <List.Item>
          Kubernetes: log in as the <Code>ADMIN_EMAIL</Code> of your overlay with the <Code>admin-password</Code> of its
          secret.
        </List.Item>
        <List.Item>All other users get a login link from an admin (Users &amp; API keys).</List.Item>
      </List>
    </details>
  );
}
