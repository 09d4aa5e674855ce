import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { ApiKeysController } from './api-keys.controller.js';
import { readApiKey } from './read-api-keys.js';

@Module({ controllers: [ApiKeysController] })
export class ApiKeysModule {
  constructor(targets: AuditTargets) {
    targets.register('api key', async (id, database) => {
      const { name, scope, hint, userId, expiresAt, revokedAt } = await readApiKey({ database }, id);
      return { name, scope, hint, userId, expiresAt, revokedAt };
    });
  }
}
