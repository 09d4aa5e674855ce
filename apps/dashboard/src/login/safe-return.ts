/** The destination after login: always a path of this site, whatever the link said. */
export function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}
