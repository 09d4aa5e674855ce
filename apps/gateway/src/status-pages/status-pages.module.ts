import { type DynamicModule, Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { PageDomainController } from './page-domain.controller.js';
import { DomainRecords, readPageDomain } from './prove-domain.js';
import { readStatusPage } from './read-status-pages.js';
import { readStatusUpdate } from './read-status-updates.js';
import { StatusPagesController } from './status-pages.controller.js';
import { StatusUpdatesController } from './status-updates.controller.js';

@Module({ controllers: [StatusPagesController, StatusUpdatesController, PageDomainController] })
export class StatusPagesModule {
  constructor(targets: AuditTargets) {
    targets.register('status page', (id, database) => readStatusPage({ database }, id));
    targets.register('status page domain', (id, database) => readPageDomain({ database }, id));
    targets.register('status update', (id, database) => readStatusUpdate({ database }, null, id));
  }

  /** @param nameServers whom to ask for records, with commas between; empty: those of the system */
  static forRoot({ nameServers }: { nameServers: string }): DynamicModule {
    const records = new DomainRecords(
      nameServers
        .split(',')
        .map((server) => server.trim())
        .filter(Boolean),
    );
    return { module: StatusPagesModule, providers: [{ provide: DomainRecords, useValue: records }] };
  }
}
