import { useEffect, useLayoutEffect, useRef } from 'react';

/** A new page starts at the top. When going back, the browser restores the scroll position. */
export function useScrollToTop(location: string): void {
  const shown = useRef(location);
  const isReturn = useRef(false);
  useEffect(() => {
    const note = (): void => {
      // Back also moves between tabs and filters of one page.
      isReturn.current = window.location.pathname !== shown.current;
    };
    window.addEventListener('popstate', note, { capture: true });
    return () => window.removeEventListener('popstate', note, { capture: true });
  }, []);
  useLayoutEffect(() => {
    if (shown.current !== location && !isReturn.current) window.scrollTo(0, 0);
    shown.current = location;
    isReturn.current = false;
  }, [location]);
}
