import { useState } from 'react';

interface Stored {
  readonly version: number;
}

/** What is sent: all of something new, or of what is there the fields that were changed here. */
export interface Attempt<Body> {
  readonly body: Body;
  readonly changed: readonly string[];
  /** The version that the writer has seen; null: it is new. */
  readonly version: number | null;
}

interface Shape<Item, Draft, Body> {
  draftOf(item: Item | null): Draft;
  bodyOf(draft: Draft, item: Item | null): Body;
}

/** The fields in which two bodies differ. */
export function differing(before: object, after: object): string[] {
  const old = new Map(Object.entries(before).map(([field, value]) => [field, JSON.stringify(value)]));
  const now = new Map(Object.entries(after).map(([field, value]) => [field, JSON.stringify(value)]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((field) => old.get(field) !== now.get(field));
}

/** A part of a body, so that nothing is undone that somebody else changed meanwhile. */
export const onlyChanged = <Body extends object>(body: Body, changed: readonly string[]): Partial<Body> =>
  Object.fromEntries(Object.entries(body).filter(([field]) => changed.includes(field))) as Partial<Body>;

/** What is typed about something that others may change at the same time. */
export function useDraft<Item extends Stored, Draft extends object, Body extends object>(
  item: Item | null,
  shape: Shape<Item, Draft, Body>,
  /** What is filled in already, as if it were typed. */
  preset: Partial<Draft> = {},
) {
  const [opened, setOpened] = useState(item);
  const [draft, setDraft] = useState(() => ({ ...shape.draftOf(item), ...preset }));
  const [version, setVersion] = useState(item?.version ?? null);
  const openedBody = (): Body => shape.bodyOf(shape.draftOf(opened), opened);
  const attemptAt = (at: number | null): Attempt<Body> => {
    const body = shape.bodyOf(draft, opened);
    return { body, changed: differing(openedBody(), body), version: at };
  };
  return {
    draft,
    change: (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part })),
    attempt: (): Attempt<Body> => attemptAt(version),
    /** What to send so that what was typed here holds against what somebody else saved. */
    insist(theirs: Item): Attempt<Body> {
      setVersion(theirs.version);
      return attemptAt(theirs.version);
    },
    /** Begins again with what somebody else saved. */
    restart(theirs: Item): void {
      setOpened(theirs);
      setDraft(shape.draftOf(theirs));
      setVersion(theirs.version);
    },
    /** What of it is not as it was when the form was opened. */
    changesIn(theirs: Item): Partial<Body> {
      const body = shape.bodyOf(shape.draftOf(theirs), theirs);
      return onlyChanged(body, differing(openedBody(), body));
    },
  };
}
