import type { AuditEntry, ListAuditQuery, Page } from '@wakeful/contracts';
import { auditPages, changesOf, insertAuditEntry, readPage } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import type { Caller, Principal } from '../identity/principal.js';

type Fields = Record<string, unknown>;

const MAX_TEXT_LENGTH = 2_000;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of two states of one thing, the fields in which they differ. Of something new or gone, everything. */
export function differences(before: unknown, after: unknown): { before: unknown; after: unknown } {
  if (!isFields(before) || !isFields(after)) return { before, after };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (fields: Fields): Fields => Object.fromEntries(changed.map((name) => [name, fields[name]]));
  return { before: pick(before), after: pick(after) };
}

/** A copy without texts of absurd length: the log is there to say what changed, not to keep it all. */
export function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
  if (Array.isArray(value)) return value.map(shorten);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shorten(item)]));
}

interface Actor {
  kind: 'user' | 'key' | 'system' | 'nobody';
  id: string | null;
  name: string;
}

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'Wakeful' };

export const actorOf = ({ kind, id, name, email }: Principal): Actor => ({ kind, id, name: email ?? name });

/** What is written down of one change. */
export interface AuditRecord {
  actor: Actor;
  /** null: not requested over HTTP. */
  caller: Caller | null;
  operation: string;
  target?: { kind: string; id: string | null };
  fields?: readonly string[];
  before?: unknown;
  after?: unknown;
}

/**
 * Appends an entry to the audit log, in the transaction of the change if the context is one. Lines are only ever added;
 * old ones go by retention.
 */
export async function recordChange({ database }: ReadContext, record: AuditRecord): Promise<void> {
  const { actor, caller, operation, target, fields = [], before, after } = record;
  await changesOf(database, insertAuditEntry, {
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    method: caller?.method ?? 'none',
    address: caller?.address,
    requestId: caller?.requestId,
    operation,
    targetKind: target?.kind,
    targetId: target?.id,
    fields: [...fields],
    before: shorten(before),
    after: shorten(after),
  });
}

/** One page of the audit log, newest first. */
export async function listAudit({ database }: ReadContext, query: ListAuditQuery): Promise<Page<AuditEntry>> {
  const { items, ...paging } = await readPage(database, auditPages, query);
  const entries = items.map(({ actorKind, actorId, actorName, targetKind, targetId, id, at, ...rest }) => {
    const { fields, before, after, ...request } = rest;
    const actor = { kind: actorKind, id: actorId, name: actorName };
    const target = targetKind === null ? null : { kind: targetKind, id: targetId };
    return { id, at, actor, ...request, target, fields, before, after };
  });
  return { items: entries, ...paging };
}
