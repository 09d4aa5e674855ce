import type { Schemas } from '../api/client.js';

export interface Change {
  field: string;
  /** null: absent. */
  before: string | null;
  after: string | null;
}

const text = (fields: Record<string, unknown> | null, name: string): string | null => {
  if (fields === null || !Object.hasOwn(fields, name)) return null;
  const value = fields[name];
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The changes by field. */
export function changesOf({ before, after }: Pick<Schemas['AuditEntry'], 'before' | 'after'>): Change[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].map((field) => ({ field, before: text(before, field), after: text(after, field) }));
}
