import { Button, Group, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEvent, ReactNode } from 'react';
import type { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { isConflict } from './changed-meanwhile.js';
import { Dialog } from './dialog.js';

interface FormModalProps {
  title: string;
  action: string;
  error: Error | null;
  /** Shown on an edit conflict. */
  conflict?: ((error: Problem) => ReactNode) | undefined;
  isPending: boolean;
  size?: 'md' | 'lg';
  isOverOthers?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a modal. A click outside does not discard input. */
export function FormModal({
  title,
  action,
  error,
  isPending,
  size = 'lg',
  isOverOthers = false,
  ...props
}: FormModalProps) {
  const isPhone = useMediaQuery('(max-width: 36em)') ?? false;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog
      title={title}
      size={size}
      isOverOthers={isOverOthers}
      fullScreen={isPhone}
      closeOnClickOutside={false}
      onClose={props.onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          {props.children}
          {isConflict(error) && props.conflict ? props.conflict(error) : error && <FailureNotice error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
