import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';

const NOTE_INTERVAL_MS = 60_000;
const MAX_REMEMBERED = 50_000;

const keyColumns = { api_keys: 'id', sessions: 'token_hash' } as const;

/** Writes down when a key or a session was last used, once a minute at most and without anybody waiting for it. */
@Injectable()
export class LastUses {
  readonly #notedAtMs = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  note(table: keyof typeof keyColumns, id: string | Buffer): void {
    const key = `${table}:${typeof id === 'string' ? id : id.toString('hex')}`;
    const nowMs = performance.now();
    if (nowMs - (this.#notedAtMs.get(key) ?? -Infinity) < NOTE_INTERVAL_MS) return;
    if (this.#notedAtMs.size >= MAX_REMEMBERED) this.#notedAtMs.clear();
    this.#notedAtMs.set(key, nowMs);
    this.dataSource
      .query(
        `UPDATE ${table} SET last_used_at = now()
          WHERE ${keyColumns[table]} = $1 AND coalesce(last_used_at, '-infinity') < now() - interval '1 minute'`,
        [id],
      )
      .catch((error: unknown) => this.logger.debug({ err: error }, 'a last use could not be written down'));
  }
}
