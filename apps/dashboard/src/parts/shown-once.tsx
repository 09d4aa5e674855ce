import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from './dialog.js';

interface ShownOnceProps {
  title: string;
  label: string;
  secret: string;
  /** What it is for, and that it is not shown again. */
  hint: string;
  onClose: () => void;
}

/** A secret that can be read and copied now and never again. */
export function ShownOnce({ title, label, secret, hint, onClose }: ShownOnceProps) {
  const [outcome, setOutcome] = useState<string | null>(null);
  // Over plain HTTP browsers have no clipboard to write to.
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      setOutcome('Copied.');
    } catch {
      setOutcome('The browser does not let this page copy. Select the text and copy it by hand.');
    }
  };
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
          <Button data-autofocus onClick={() => void copy()}>
            Copy
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
