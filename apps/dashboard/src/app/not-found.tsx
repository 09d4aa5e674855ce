import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';

export function NotFound() {
  return (
    <Stack align="start" gap="xs">
      <Title order={1} size="h2">
        There is no such page
      </Title>
      <Text>The address may be mistyped, or what it showed was deleted.</Text>
      <Anchor component={Link} href="/">
        Go to the overview
      </Anchor>
    </Stack>
  );
}
