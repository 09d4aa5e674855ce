import { Injectable } from '@nestjs/common';
import type { DebugEvidence, DebugSession } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { DebugSessionNotFoundError } from './debug-sessions.errors.js';
import { type OverviewRow, sessionOf, sessionSelect } from './read-sessions.js';

/** One debug session with its evidence. */
@Injectable()
export class GetSession {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DebugSessionNotFoundError */
  async execute(id: string): Promise<DebugSession> {
    const rows = await this.dataSource.query<(OverviewRow & { evidence: DebugEvidence | null })[]>(
      `${sessionSelect} WHERE d.id = $1`,
      [id],
    );
    if (!rows[0]) throw new DebugSessionNotFoundError(id);
    return sessionOf(rows[0]);
  }
}
