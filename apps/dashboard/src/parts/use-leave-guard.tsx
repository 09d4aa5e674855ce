import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { DiscardQuestion } from './discard-question.js';

/** The address of a link of the dashboard that opens in this tab. */
function ownAddress(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target !== '' || link.origin !== window.location.origin || link.hasAttribute('download'))
    return null;
  if (link.pathname === window.location.pathname || link.pathname.startsWith('/api/')) return null;
  return `${link.pathname}${link.search}${link.hash}`;
}

/**
 * Asks before links and the end of the tab discard what was typed. Returns the question, to be rendered, and a way
 * around it.
 */
export function useLeaveGuard(isDirty: boolean) {
  const [to, setTo] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const mayLeave = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    const onClick = (event: MouseEvent): void => {
      const address = mayLeave.current ? null : ownAddress(event);
      if (address === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTo(address);
    };
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (!mayLeave.current) event.preventDefault();
    };
    document.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isDirty]);

  const leave = (address: string): void => {
    mayLeave.current = true;
    setTo(null);
    navigate(address);
  };
  return {
    /** To be called before a page leaves by itself, as after saving. */
    letGo: (): void => {
      mayLeave.current = true;
    },
    question: to !== null && <DiscardQuestion onDiscard={() => leave(to)} onClose={() => setTo(null)} />,
  };
}
