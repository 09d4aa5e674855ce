import type { AuditEntry } from '@wakeful/contracts';
import { bigId, isoTime, json, number, orNull, text, textOf, texts, uuid } from '../sql/column-types.js';
import { changeStatement, pagesOf } from '../sql/statement.js';

const fields = orNull(json<Record<string, unknown>>());

export const auditPages = pagesOf(
  {
    id: bigId,
    at: isoTime,
    actorKind: textOf<AuditEntry['actor']['kind']>(),
    actorId: orNull(uuid),
    actorName: text,
    method: text,
    address: orNull(text),
    requestId: orNull(text),
    operation: text,
    targetKind: orNull(text),
    targetId: orNull(text),
    fields: texts,
    before: fields,
    after: fields,
  },
  {
    actorId: orNull(uuid),
    operation: orNull(text),
    targetKind: orNull(text),
    targetId: orNull(text),
    from: orNull(isoTime),
    to: orNull(isoTime),
  },
  {
    select: `id, at, actor_kind, actor_id, actor_name, method, address, request_id, operation, target_kind, target_id,
      fields, before, after`,
    from: `FROM audit_log
      WHERE ($actorId::uuid IS NULL OR actor_id = $actorId) AND ($operation::text IS NULL OR operation = $operation)
        AND ($targetKind::text IS NULL OR target_kind = $targetKind) AND ($targetId::text IS NULL OR target_id = $targetId)
        AND ($from::timestamptz IS NULL OR at >= $from) AND ($to::timestamptz IS NULL OR at < $to)`,
    orderBy: 'id DESC',
  },
);

export const insertAuditEntry = changeStatement(
  {
    actorKind: text,
    actorId: orNull(uuid),
    actorName: text,
    method: text,
    address: orNull(text),
    requestId: orNull(text),
    operation: text,
    targetKind: orNull(text),
    targetId: orNull(text),
    fields: texts,
    before: orNull(json<unknown>()),
    after: orNull(json<unknown>()),
  },
  `INSERT INTO audit_log (actor_kind, actor_id, actor_name, method, address, request_id, operation,
     target_kind, target_id, fields, before, after)
   VALUES ($actorKind, $actorId, $actorName, $method, $address, $requestId, $operation,
     $targetKind, $targetId, $fields, $before, $after)`,
);

export const deleteOldAuditEntries = changeStatement(
  { days: number },
  'DELETE FROM audit_log WHERE at < now() - make_interval(days => $days)',
);
