import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { DataSource } from 'typeorm';
import { OPERATION, type OperationDescription } from '../http/operation.js';
import { callerOf, principalOf } from '../identity/principal.js';
import { actorOf } from './audit-log.js';
import { AuditTargets } from './audit-targets.js';
import { AuditedChange } from './audited-change.js';

const MAX_FIELDS = 50;
const MAX_FIELD_LENGTH = 100;

/** The names of what was sent, never the values. */
function fieldsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const names = Object.keys(body).slice(0, MAX_FIELDS);
  return names.map((name) => name.slice(0, MAX_FIELD_LENGTH).replaceAll('\0', '').toWellFormed());
}

/** Writes down what a request changes, if its {@link Operation} names a target. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly dataSource: DataSource,
    private readonly targets: AuditTargets,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const operation = this.reflector.get<OperationDescription | undefined>(OPERATION, context.getHandler());
    if (!operation?.audit || 'none' in operation.audit) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const change = this.changeOf(request, operation.id, operation.audit.target);
    const { manager } = this.dataSource;
    await change.lookBefore(manager);
    const result = await change.run(() =>
      lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined }),
    );
    // For what needs no transaction, such as a message; else this finds that it is written already.
    await change.write(manager, result);
    return of(result);
  }

  private changeOf(request: FastifyRequest, operation: string, kind: string): AuditedChange {
    const principal = principalOf(request);
    const record = {
      actor: actorOf(principal),
      caller: callerOf(request, principal.method),
      operation,
      fields: fieldsOf(request.body),
    };
    const { id = null } = request.params as { id?: string };
    return new AuditedChange(record, { kind, id }, this.targets.snapshotOf(kind));
  }
}
