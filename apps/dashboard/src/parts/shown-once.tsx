import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Dialog } from './dialog.js';
import { useCopy } from './use-copy.js';

interface ShownOnceProps {
  title: string;
  label: string;
  secret: string;
  /** Explains its purpose and that it is not shown again. */
  hint: string;
  onClose: () => void;
}

/** A secret that is shown only once. */
export function ShownOnce({ title, label, secret, hint, onClose }: ShownOnceProps) {
  const { outcome, copy } = useCopy();
  return (
    <Dialog title={title} closeOnClickOutside={false} onClose={onClose}>
      <Stack>
        <Text>{hint}</Text>
        <TextInput
          label={label}
          readOnly
          value={secret}
          ff="monospace"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Text size="sm" role="status">
          {outcome}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
          <Button data-autofocus onClick={() => void copy(secret)}>
            Copy
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
