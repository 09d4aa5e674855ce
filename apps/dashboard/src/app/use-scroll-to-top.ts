import { useEffect, useLayoutEffect, useRef } from 'react';

/** Another page begins at its top. One that somebody goes back to is where it was: the browser remembers that. */
export function useScrollToTop(location: string): void {
  const shown = useRef(location);
  const isReturn = useRef(false);
  useEffect(() => {
    const note = (): void => {
      // Within a page one goes back too, between tabs or filters.
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
