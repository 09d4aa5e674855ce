import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { AccessRulesController } from './access-rules.controller.js';
import { readSecondFactors } from './read-second-factors.js';
import { SecondFactorsController } from './second-factors.controller.js';

@Module({ controllers: [SecondFactorsController, AccessRulesController] })
export class SecondFactorsModule {
  constructor(targets: AuditTargets) {
    targets.register('second factors', (userId, database) => readSecondFactors({ database }, userId));
  }
}
