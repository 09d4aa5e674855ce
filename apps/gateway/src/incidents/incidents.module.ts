import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { IncidentsController } from './incidents.controller.js';
import { readIncident } from './read-incidents.js';

@Module({ controllers: [IncidentsController] })
export class IncidentsModule {
  constructor(targets: AuditTargets) {
    targets.register('incident', async (id, database) => {
      const { rootCause, owner, acknowledgedBy, windowCount, entries } = await readIncident({ database }, id);
      return {
        rootCause,
        owner,
        acknowledgedBy,
        windowCount,
        notes: entries.filter(({ kind }) => kind === 'note').length,
      };
    });
  }
}
