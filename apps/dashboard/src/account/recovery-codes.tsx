import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { Dialog } from '../parts/dialog.js';
import { useCopy } from '../parts/use-copy.js';

/** Recovery codes are shown only once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { outcome, copy } = useCopy();
  return (
    <Dialog title="Recovery codes" closeOnClickOutside={false} onClose={onClose}>
      <Stack>
        <Text>
          Store these codes in a safe place, not on your phone. Each code replaces your second factor once. They are not
          shown again.
        </Text>
        <Code block aria-label="Recovery codes">
          {codes.join('\n')}
        </Code>
        <Text size="sm" role="status">
          {outcome}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void copy(codes.join('\n'))}>
            Copy
          </Button>
          <Button data-autofocus onClick={onClose}>
            I have stored them
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
