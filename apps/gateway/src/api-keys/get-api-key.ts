import { Injectable } from '@nestjs/common';
import type { ApiKeyResponse } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { hasRole, type Principal } from '../access/principal.js';
import { NotFoundError } from '../http/request-error.js';
import { apiKeyResponseOf, type ApiKeyRow, apiKeySelect } from './read-api-keys.js';

/** One API key. */
@Injectable()
export class GetApiKey {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws NotFoundError */
  async execute(id: string, source: DataSource | EntityManager = this.dataSource): Promise<ApiKeyResponse> {
    const [row] = await source.query<ApiKeyRow[]>(`${apiKeySelect} WHERE id = $1`, [id]);
    if (!row) throw new NotFoundError('API key', id);
    return apiKeyResponseOf(row);
  }

  /**
   * Who is no admin has only their own keys; that there are others is not told.
   * @throws NotFoundError
   */
  async executeFor(principal: Principal, id: string, source?: EntityManager): Promise<ApiKeyResponse> {
    const key = await this.execute(id, source);
    const isOwn = key.userId !== null && key.userId === principal.userId;
    if (!isOwn && !hasRole(principal.role, 'admin')) throw new NotFoundError('API key', id);
    return key;
  }
}
