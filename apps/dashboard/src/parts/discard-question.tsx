import { Button, Group, Stack, Text } from '@mantine/core';
import { Dialog } from './dialog.js';

/** Asks before what was typed is lost. */
export function DiscardQuestion({ onDiscard, onClose }: { onDiscard: () => void; onClose: () => void }) {
  return (
    <Dialog title="Discard your changes?" size="md" onClose={onClose}>
      <Stack>
        <Text>What you entered has not been saved.</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep editing
          </Button>
          <Button color="red.9" onClick={onDiscard}>
            Discard changes
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
