import { useState } from 'react';

/** Copies text to the clipboard and reports the result. */
export function useCopy() {
  const [outcome, setOutcome] = useState<string | null>(null);
  const copy = async (text: string): Promise<void> => {
    // Browsers offer no clipboard API over plain HTTP.
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied.');
    } catch {
      setOutcome('The browser blocked copying. Select the text and copy it manually.');
    }
  };
  return { outcome, copy };
}
