/** Where to go after the login: only to an address of this site, whatever the link said. */
export function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}
