const MAX_CHARACTERS = 256;
/** Terminal colours (ECMA-48, 8.3.117). */
const COLOURS = /\u001b\[[0-9;]*m/g;
/** The library names the function that was called in front of what it says. */
const CALLED = /^(?:[a-z]+\.)+[a-zA-Z]+: /;

/** The library's messages and their replacements: the originals address programmers, not users. */
const words: readonly [says: RegExp, sentence: string][] = [
  [/crash/i, "the browser's tab crashed"],
  [
    /has been closed|target closed|browser closed|connection closed|disconnected/i,
    'the browser ended in the middle of it',
  ],
  [/timeout \d+ ?ms exceeded/i, 'it took longer than it may'],
  [/executable doesn't exist|ENOENT|EACCES/i, 'its program is not there, or may not be run'],
  [/missing dependencies|error while loading shared libraries/i, 'libraries of the system that it needs are missing'],
  [/sandbox/i, 'its sandbox does not work on this machine; CHROMIUM_SANDBOX=off runs it without one'],
  [/failed to launch|process did exit|launch/i, 'its program ended at once'],
  [/execution context was destroyed|navigat/i, 'the page went elsewhere in the middle of it'],
];
/** From here on the library writes for programmers. */
const ADVICE = /\b(call log|browser logs|try |please |npx |hint|see http|looks like|learn more|use page\.|stack)/i;

/** Why a browser could not do something, as the rest of a sentence; without the words, advice and logs of the library that drives it. */
export function browserReason(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(COLOURS, '');
  const known = words.find(([says]) => says.test(message));
  if (known) return known[1];
  const [first = ''] = message.replace(CALLED, '').split('\n', 1);
  const plain = first.slice(0, first.search(ADVICE) < 0 ? MAX_CHARACTERS : first.search(ADVICE)).trim();
  return plain === '' ? 'it does not say why' : plain.slice(0, MAX_CHARACTERS);
}
