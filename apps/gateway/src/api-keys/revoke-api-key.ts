import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../access/principal.js';
import { inTransaction } from '../database/in-transaction.js';
import { GetApiKey } from './get-api-key.js';

/** Makes an API key useless for good. It stays in the list, as what it was. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getApiKey: GetApiKey,
  ) {}

  /** @throws NotFoundError */
  async execute(principal: Principal, id: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await this.getApiKey.executeFor(principal, id, manager);
      await manager.query('UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1', [id]);
    });
  }
}
