import { Button, Group, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type FormEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { isConflict } from './changed-meanwhile.js';
import { Dialog } from './dialog.js';
import { DiscardQuestion } from './discard-question.js';
import { useLeaveGuard } from './use-leave-guard.js';

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

/** A form in a modal. Nothing typed is discarded without a question, and the first wrong field comes into view. */
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
  const form = useRef<HTMLFormElement>(null);
  const [isDirty, setIsDirty] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  // A question over another dialog holds nothing that would be missed.
  const isAtStake = isDirty && !isOverOthers;
  const guard = useLeaveGuard(isAtStake);
  const count = error instanceof Problem ? error.fields.length : 0;
  useEffect(() => {
    // Only a new refusal moves the focus, not the correction of one of its fields.
    if (!isPending && count > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isPending]); // eslint-disable-line react-hooks/exhaustive-deps
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  // A choice from a list is no event of an input. Lists are elsewhere in the document, but here in the tree of React.
  const notice = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    // A button of the form adds, removes or moves something; Cancel asks by itself.
    if (event.target.closest('[role=option], form button[type=button]:not([data-cancel])')) setIsDirty(true);
  };
  const close = (): void => (isAtStake ? setIsAsking(true) : props.onClose());
  return (
    <Dialog
      title={title}
      size={size}
      isOverOthers={isOverOthers}
      fullScreen={isPhone}
      closeOnClickOutside={false}
      closeOnEscape={!isAsking && guard.question === false}
      onClose={close}
    >
      {/* It only listens: what is clicked are inputs. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions, jsx-a11y-x/click-events-have-key-events */}
      <form ref={form} onSubmit={submit} onChange={() => setIsDirty(true)} onClick={notice} noValidate>
        <Stack>
          {props.children}
          {isConflict(error) && props.conflict ? props.conflict(error) : error && <Refusal error={error} />}
          <Group justify="flex-end">
            <Button variant="default" data-cancel onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
      {guard.question}
      {isAsking && <DiscardQuestion onDiscard={props.onClose} onClose={() => setIsAsking(false)} />}
    </Dialog>
  );
}

/** The fields say by themselves what is wrong with them. */
function Refusal({ error }: { error: Error }) {
  const count = error instanceof Problem ? error.fields.length : 0;
  if (count === 0) return <FailureNotice error={error} />;
  return <FailureNotice error={new Error(count === 1 ? 'Please fix 1 field.' : `Please fix ${count} fields.`)} />;
}
