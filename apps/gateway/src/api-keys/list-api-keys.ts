import { Injectable } from '@nestjs/common';
import type { ApiKeyResponse, ListApiKeysQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { ForbiddenError } from '../access/access.errors.js';
import { hasRole, type Principal } from '../access/principal.js';
import { Filters } from '../database/filters.js';
import { apiKeyResponseOf, type ApiKeyRow, apiKeySelect } from './read-api-keys.js';

/** @throws ForbiddenError when somebody who is no admin asks for another's */
function filtersOf(principal: Principal, { userId }: ListApiKeysQuery): Filters {
  const filters = new Filters();
  const isAdmin = hasRole(principal.role, 'admin');
  if (!isAdmin && userId !== undefined && userId !== principal.userId) {
    throw new ForbiddenError('The API keys of others need the role admin.');
  }
  const wanted = isAdmin ? userId : principal.userId;
  if (wanted !== undefined) filters.add((value) => `user_id = ${value}`, wanted);
  return filters;
}

/** One page of API keys, newest first: one's own, or for an admin all. */
@Injectable()
export class ListApiKeys {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws ForbiddenError */
  async execute(principal: Principal, query: ListApiKeysQuery): Promise<Page<ApiKeyResponse>> {
    const { page, pageSize } = query;
    const filters = filtersOf(principal, query);
    const [count] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM api_keys ${filters.where}`,
      [...filters.values],
    );
    const limit = filters.bind(pageSize);
    const offset = filters.bind((page - 1) * pageSize);
    const rows = await this.dataSource.query<ApiKeyRow[]>(
      `${apiKeySelect} ${filters.where} ORDER BY created_at DESC, id LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
    return { items: rows.map(apiKeyResponseOf), total: count?.total ?? 0, page, pageSize };
  }
}
