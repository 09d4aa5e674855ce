import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { Dialog } from '../parts/dialog.js';
import { useCopy } from '../parts/use-copy.js';

/** Recovery codes, which can be read and copied now and never again. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { outcome, copy } = useCopy();
  return (
    <Dialog title="Your recovery codes" closeOnClickOutside={false} onClose={onClose}>
      <Stack>
        <Text>
          Keep them where you keep what is dear to you, and not on the phone. Each logs you in once in place of a code.
          They are not shown again.
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
            I have kept them
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
