import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';

/** Shown to viewers. */
export function MayNotEdit({ backHref }: { backHref: string }) {
  return (
    <Stack align="start" gap="xs">
      <Text>You have view-only access. Ask an admin for the Editor role.</Text>
      <Anchor component={Link} href={backHref}>
        Go back
      </Anchor>
    </Stack>
  );
}
