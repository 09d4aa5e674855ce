import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { DiscardQuestion } from './discard-question.js';

/** Where the user wants to go: an address of the dashboard, or back. */
type Way = { readonly to: string } | { readonly to: null };

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
 * Asks before links, Back and the end of the tab discard what was typed. Returns the question, to be rendered, and a way
 * around it.
 */
export function useLeaveGuard(isDirty: boolean) {
  const [way, setWay] = useState<Way | null>(null);
  const [, navigate] = useLocation();
  const mayLeave = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    const { href } = window.location;
    const onClick = (event: MouseEvent): void => {
      const to = mayLeave.current ? null : ownAddress(event);
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      setWay({ to });
    };
    // Before the router hears of it. The browser has gone back already, so the page is put on top again.
    const onBack = (event: PopStateEvent): void => {
      if (mayLeave.current) return;
      event.stopImmediatePropagation();
      window.history.pushState(null, '', href);
      setWay({ to: null });
    };
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (!mayLeave.current) event.preventDefault();
    };
    document.addEventListener('click', onClick, true);
    window.addEventListener('popstate', onBack, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      window.removeEventListener('popstate', onBack, true);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isDirty]);

  const leave = (): void => {
    if (!way) return;
    mayLeave.current = true;
    setWay(null);
    if (way.to === null) window.history.back();
    else navigate(way.to);
  };
  return {
    /** To be called before a page leaves by itself, as after saving. */
    letGo: (): void => {
      mayLeave.current = true;
    },
    question: way && <DiscardQuestion onDiscard={leave} onClose={() => setWay(null)} />,
  };
}
