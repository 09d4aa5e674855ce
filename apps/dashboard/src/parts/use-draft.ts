import { useState } from 'react';
import { Problem } from '../api/problem.js';

interface Stored {
  readonly version: number;
}

/** The request body: everything for a new item, only the changed fields for an existing one. */
export interface Attempt<Body> {
  readonly body: Body;
  readonly changed: readonly string[];
  /** The version the user has seen; null for a new item. */
  readonly version: number | null;
}

interface Shape<Item, Draft, Body> {
  draftOf(item: Item | null): Draft;
  bodyOf(draft: Draft, item: Item | null): Body;
}

/** The fields that differ between two bodies. */
export function differing(before: object, after: object): string[] {
  const old = new Map(Object.entries(before).map(([field, value]) => [field, JSON.stringify(value)]));
  const now = new Map(Object.entries(after).map(([field, value]) => [field, JSON.stringify(value)]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((field) => old.get(field) !== now.get(field));
}

/** A partial body, so that concurrent changes by others are not reverted. */
export const onlyChanged = <Body extends object>(body: Body, changed: readonly string[]): Partial<Body> =>
  Object.fromEntries(Object.entries(body).filter(([field]) => changed.includes(field))) as Partial<Body>;

const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
      body,
    );

/** What is still wrong after some fields were changed: a corrected field is fine until it is checked again. */
export function stillWrong(error: Error | null, sent: object, now: object): Error | null {
  if (!(error instanceof Problem) || error.fields.length === 0) return error;
  const rest = error.fields.filter(
    ({ path }) => JSON.stringify(valueAt(sent, path)) === JSON.stringify(valueAt(now, path)),
  );
  if (rest.length === error.fields.length) return error;
  return rest.length === 0 ? null : new Problem(error.message, error.status, error.requestId, rest, error.code);
}

/** The draft of an item that others may change at the same time. */
export function useDraft<Item extends Stored, Draft extends object, Body extends object>(
  item: Item | null,
  shape: Shape<Item, Draft, Body>,
  /** Prefilled values, treated as user input. */
  preset: Partial<Draft> = {},
) {
  const [opened, setOpened] = useState(item);
  const [draft, setDraft] = useState(() => ({ ...shape.draftOf(item), ...preset }));
  const [version, setVersion] = useState(item?.version ?? null);
  const openedBody = (): Body => shape.bodyOf(shape.draftOf(opened), opened);
  const [sent, setSent] = useState<Body | null>(null);
  const attemptAt = (at: number | null): Attempt<Body> => {
    const body = shape.bodyOf(draft, opened);
    setSent(body);
    return { body, changed: differing(openedBody(), body), version: at };
  };
  return {
    draft,
    change: (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part })),
    attempt: (): Attempt<Body> => attemptAt(version),
    /** What is wrong with the draft, as far as it was not changed since it was sent. */
    remaining: (error: Error | null): Error | null =>
      sent === null ? error : stillWrong(error, sent, shape.bodyOf(draft, opened)),
    /** The request that applies the draft on top of another user's version. */
    insist(theirs: Item): Attempt<Body> {
      setVersion(theirs.version);
      return attemptAt(theirs.version);
    },
    /** Restarts from another user's version. */
    restart(theirs: Item): void {
      setOpened(theirs);
      setDraft(shape.draftOf(theirs));
      setVersion(theirs.version);
    },
    /** The fields that changed since the form was opened. */
    changesIn(theirs: Item): Partial<Body> {
      const body = shape.bodyOf(shape.draftOf(theirs), theirs);
      return onlyChanged(body, differing(openedBody(), body));
    },
  };
}
