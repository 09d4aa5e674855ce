import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateApiKey as CreateApiKeyInput, CreatedApiKey } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { ForbiddenError } from '../access/access.errors.js';
import { mayGrant, type Principal } from '../access/principal.js';
import { hashToken, hintOf, newApiKey } from '../access/tokens.js';
import { inTransaction } from '../database/in-transaction.js';
import { InvalidRequestError } from '../http/request-error.js';
import { GetApiKey } from './get-api-key.js';

/** Makes an API key for whoever asks. The key itself is in this answer and nowhere else. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getApiKey: GetApiKey,
  ) {}

  /** @throws ForbiddenError, InvalidRequestError */
  async execute(principal: Principal, { name, scope, expiresAt }: CreateApiKeyInput): Promise<CreatedApiKey> {
    if (!mayGrant(principal.role, scope)) {
      throw new ForbiddenError(`The role ${principal.role} cannot give the scope "${scope}".`);
    }
    if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
      throw new InvalidRequestError([{ path: 'expiresAt', message: 'must lie in the future' }]);
    }
    const id = randomUUID();
    const key = newApiKey();
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query(
        `INSERT INTO api_keys (id, user_id, name, hint, key_hash, scope, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, principal.userId, name, hintOf(key), hashToken(key), scope, expiresAt ?? null],
      );
      return { ...(await this.getApiKey.execute(id, manager)), key };
    });
  }
}
