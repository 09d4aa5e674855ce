import { useState } from 'react';

/** Puts a text on the clipboard, and says whether that worked. */
export function useCopy() {
  const [outcome, setOutcome] = useState<string | null>(null);
  const copy = async (text: string): Promise<void> => {
    // Over plain HTTP browsers have no clipboard to write to.
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied.');
    } catch {
      setOutcome('The browser does not let this page copy. Select the text and copy it by hand.');
    }
  };
  return { outcome, copy };
}
