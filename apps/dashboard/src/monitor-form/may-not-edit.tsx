import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';

/** For who may look but not change. */
export function MayNotEdit({ backHref }: { backHref: string }) {
  return (
    <Stack align="start" gap="xs">
      <Text>
        You may look at monitors, but not change them. An administrator of this Wakeful can give you the role of an
        editor.
      </Text>
      <Anchor component={Link} href={backHref}>
        Go back
      </Anchor>
    </Stack>
  );
}
