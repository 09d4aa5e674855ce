import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { usePageTitle } from './page-title.js';

export function NotFound() {
  usePageTitle('Page not found');
  return (
    <Stack align="start" gap="xs">
      <Title order={1} size="h2">
        Page not found
      </Title>
      <Text>The URL may be mistyped, or the item was deleted.</Text>
      <Anchor component={Link} href="/">
        Go to the overview
      </Anchor>
    </Stack>
  );
}
