import { useSyncExternalStore } from 'react';

/** A question to the user that all requests wait for which need a recent proof of who is there. */
interface Question {
  answer: Promise<boolean>;
  settle: (isConfirmed: boolean) => void;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

function change(next: Question | null): void {
  question = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog that asks; resolves to whether the user has confirmed who they are. */
export function askWhoIsThere(): Promise<boolean> {
  if (question) return question.answer;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  change({ answer: promise, settle: resolve });
  return promise;
}

export function settleWhoIsThere(isConfirmed: boolean): void {
  question?.settle(isConfirmed);
  change(null);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the dialog is open. */
export const useIsAskingWhoIsThere = (): boolean => useSyncExternalStore(subscribe, () => question !== null);
