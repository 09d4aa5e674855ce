import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKey } from './create-api-key.js';
import { GetApiKey } from './get-api-key.js';
import { ListApiKeys } from './list-api-keys.js';
import { RevokeApiKey } from './revoke-api-key.js';

@Module({
  controllers: [ApiKeysController],
  providers: [ListApiKeys, GetApiKey, CreateApiKey, RevokeApiKey],
})
export class ApiKeysModule {
  constructor(targets: AuditTargets, getApiKey: GetApiKey) {
    targets.register('api key', async (id, manager) => {
      const { name, scope, hint, userId, expiresAt, revokedAt } = await getApiKey.execute(id, manager);
      return { name, scope, hint, userId, expiresAt, revokedAt };
    });
  }
}
