import { Injectable } from '@nestjs/common';
import type { AuditEntry, ListAuditQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';

interface AuditRow {
  id: string;
  at: Date;
  actorKind: AuditEntry['actor']['kind'];
  actorId: string | null;
  actorName: string;
  method: string;
  address: string | null;
  requestId: string | null;
  operation: string;
  targetKind: string | null;
  targetId: string | null;
  fields: string[];
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const entryOf = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  method: row.method,
  address: row.address,
  requestId: row.requestId,
  operation: row.operation,
  target: row.targetKind === null ? null : { kind: row.targetKind, id: row.targetId },
  fields: row.fields,
  before: row.before,
  after: row.after,
});

function filtersOf(query: ListAuditQuery): Filters {
  const filters = new Filters();
  if (query.actorId !== undefined) filters.add((value) => `actor_id = ${value}`, query.actorId);
  if (query.operation !== undefined) filters.add((value) => `operation = ${value}`, query.operation);
  if (query.targetKind !== undefined) filters.add((value) => `target_kind = ${value}`, query.targetKind);
  if (query.targetId !== undefined) filters.add((value) => `target_id = ${value}`, query.targetId);
  if (query.from !== undefined) filters.add((value) => `at >= ${value}::timestamptz`, query.from);
  if (query.to !== undefined) filters.add((value) => `at < ${value}::timestamptz`, query.to);
  return filters;
}

/** One page of the audit log, newest first. */
@Injectable()
export class ListAudit {
  constructor(private readonly dataSource: DataSource) {}

  async execute(query: ListAuditQuery): Promise<Page<AuditEntry>> {
    const { page, pageSize } = query;
    const [rows, total] = await Promise.all([this.rows(query), this.count(query)]);
    return { items: rows.map(entryOf), total, page, pageSize };
  }

  private rows(query: ListAuditQuery): Promise<AuditRow[]> {
    const filters = filtersOf(query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    return this.dataSource.query<AuditRow[]>(
      `SELECT id::text, at, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", method, address,
              request_id AS "requestId", operation, target_kind AS "targetKind", target_id AS "targetId", fields,
              before, after
         FROM audit_log ${filters.where} ORDER BY audit_log.id DESC LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
  }

  private async count(query: ListAuditQuery): Promise<number> {
    const filters = filtersOf(query);
    const [row] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM audit_log ${filters.where}`,
      filters.values,
    );
    return row?.total ?? 0;
  }
}
