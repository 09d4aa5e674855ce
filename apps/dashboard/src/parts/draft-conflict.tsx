import type { Problem } from '../api/problem.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import type { Attempt, useDraft } from './use-draft.js';

interface DraftConflictProps<Item extends { readonly id: string; readonly version: number }, Body extends object> {
  error: Problem;
  /** The target's name in the audit log. */
  kind: string;
  item: Item | null;
  read: (item: Item) => Promise<Item>;
  typed: Pick<ReturnType<typeof useDraft<Item, object, Body>>, 'changesIn' | 'insist' | 'restart'>;
  save: { mutate: (attempt: Attempt<Body>) => void; reset: () => void };
}

/** The edit conflict of a modal form. A new item (null) has no conflicts. */
export function DraftConflict<Item extends { readonly id: string; readonly version: number }, Body extends object>(
  props: DraftConflictProps<Item, Body>,
) {
  const { error, kind, item, read, typed, save } = props;
  if (item === null) return null;
  return (
    <ChangedMeanwhile
      error={error}
      target={{ kind, id: item.id }}
      read={() => read(item)}
      changesIn={typed.changesIn}
      onSaveMine={(theirs) => save.mutate(typed.insist(theirs))}
      onLoadTheirs={(theirs) => {
        typed.restart(theirs);
        save.reset();
      }}
    />
  );
}
