import { Injectable } from '@nestjs/common';
import { changesOf, noteUseOfKey, noteUseOfSession } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';

const NOTE_INTERVAL_MS = 60_000;
const MAX_REMEMBERED = 50_000;

/** Records when a key or session was last used, at most once per minute and without delaying the request. */
@Injectable()
export class LastUses {
  readonly #notedAtMs = new Map<string, number>();

  constructor(private readonly context: GatewayContext) {}

  noteKey(id: string): void {
    this.note(`key:${id}`, () => changesOf(this.context.database, noteUseOfKey, { id }));
  }

  noteSession(tokenHash: Buffer): void {
    const subject = `session:${tokenHash.toString('hex')}`;
    this.note(subject, () => changesOf(this.context.database, noteUseOfSession, { tokenHash }));
  }

  private note(subject: string, write: () => Promise<unknown>): void {
    const nowMs = performance.now();
    if (nowMs - (this.#notedAtMs.get(subject) ?? -Infinity) < NOTE_INTERVAL_MS) return;
    if (this.#notedAtMs.size >= MAX_REMEMBERED) this.#notedAtMs.clear();
    this.#notedAtMs.set(subject, nowMs);
    write().catch((error: unknown) => this.context.logger.debug({ err: error }, 'could not record the last use'));
  }
}
