import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../access/caller.js';
import type { Principal } from '../access/principal.js';
import { shorten } from './differences.js';

export interface Actor {
  kind: 'user' | 'key' | 'system' | 'nobody';
  id: string | null;
  name: string;
}

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'Wakeful' };

export const actorOf = ({ kind, id, name, email }: Principal): Actor => ({ kind, id, name: email ?? name });

/** What is written down of one change. */
export interface AuditRecord {
  actor: Actor;
  /** null: nobody asked for it over HTTP. */
  caller: Caller | null;
  operation: string;
  target?: { kind: string; id: string | null };
  fields?: readonly string[];
  before?: unknown;
  after?: unknown;
}

const jsonOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(shorten(value));

/** The list of everything that anybody changed. Rows are only ever added; old ones go by retention. */
@Injectable()
export class AuditLog {
  constructor(private readonly dataSource: DataSource) {}

  /** @param manager that of the transaction in which the change itself happens, if there is one */
  async record(record: AuditRecord, manager: EntityManager = this.dataSource.manager): Promise<void> {
    const { actor, caller, operation, target, fields = [], before, after } = record;
    await manager.query(
      `INSERT INTO audit_log (actor_kind, actor_id, actor_name, method, address, request_id, operation,
         target_kind, target_id, fields, before, after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        actor.kind,
        actor.id,
        actor.name,
        caller?.method ?? 'none',
        caller?.address ?? null,
        caller?.requestId ?? null,
        operation,
        target?.kind ?? null,
        target?.id ?? null,
        fields,
        jsonOf(before),
        jsonOf(after),
      ],
    );
  }
}
