import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useIsAskingWhoIsThere } from '../api/confirmation.js';

interface DialogProps {
  title: string;
  size?: 'md' | 'lg';
  fullScreen?: boolean;
  /** Whether a click outside closes it; not when input would be lost. */
  closeOnClickOutside?: boolean;
  /** It may open over another dialog, which then neither closes on Escape nor takes the focus. */
  isOverOthers?: boolean;
  /** Whether Esc closes it; not while another dialog is on top of it. */
  closeOnEscape?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal that is open while rendered and restores focus when it is removed. */
export function Dialog({ isOverOthers = false, closeOnEscape = true, children, ...props }: DialogProps) {
  const isCovered = useIsAskingWhoIsThere() && !isOverOthers;
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const target = opener instanceof HTMLElement && opener.isConnected ? opener : document.getElementById('content');
      target?.focus({ preventScroll: true });
    },
    [opener],
  );
  return (
    <Modal
      opened
      {...props}
      closeOnEscape={closeOnEscape && !isCovered}
      trapFocus={!isCovered}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  );
}
