import { useEffect } from 'react';

const NAME = 'Wakeful';
let page = '';
let mark = '';

function show(): void {
  document.title = `${mark}${page === '' ? NAME : `${page} – ${NAME}`}`;
}

/** What the tab says before the page's name, such as how many monitors are down. */
export function markTitle(next: string): void {
  mark = next;
  show();
}

/** Names the browser tab after the page that is open. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    page = title;
    show();
    return () => {
      page = '';
    };
  }, [title]);
}
