import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../app/failure-notice.js';
import { Dialog } from './dialog.js';

interface AskFirstProps {
  title: string;
  action: string;
  /** Runs the action; the dialog stays open when it fails. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for confirmation before an irreversible action. */
export function AskFirst({ title, action, onConfirm, onClose, children }: AskFirstProps) {
  const confirm = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack>
        <Text>{children}</Text>
        {confirm.error && <FailureNotice error={confirm.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="red.9" loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
