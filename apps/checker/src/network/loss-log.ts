import type { AddressScope } from '@wakeful/probing';
import type { Suspicion } from './ask-witnesses.js';

/** A shorter loss is not worth a person's attention; its results are `unknown` all the same. */
const ANNOUNCE_AFTER_MS = 10_000;
/** Beyond it the number only says that there are many. */
const MAX_AFFECTED = 10_000;

/** A part of the network that can be lost by itself. */
export interface NetworkPart {
  suspicion: Suspicion;
  scope: AddressScope;
  /** Only the addresses of this family. */
  family?: 4 | 6 | undefined;
  /** Of a look-up: the resolvers that were asked, joined; empty for those of this machine. */
  resolvers?: string | undefined;
}

interface Loss {
  part: NetworkPart;
  /** In milliseconds of `performance.now()`. */
  sinceMs: number;
}

/** A connection that stood: it ends the loss of every part on its way. */
export interface Reached {
  scope: AddressScope;
  family: 4 | 6;
  /** The resolvers that found its address; null when it was written down. */
  resolvers: string | null;
  /** When what reached it began, in milliseconds of `performance.now()`. */
  sinceMs: number;
}

/** The network was lost and has been away for a while, or it is back after that was said. */
export interface NetworkChange {
  isLost: boolean;
  since: Date;
  /** How many pages could not be judged for it so far. */
  affectedPages: number;
}

export const keyOf = ({ suspicion, scope, family, resolvers }: NetworkPart): string =>
  [suspicion, scope, family, resolvers].join('|');

/** What of the network is away and since when; says so once, and once more when all of it is back. */
export class LossLog {
  readonly #open = new Map<string, Loss>();
  /** When the last loss of each part was seen to be over, in milliseconds of `performance.now()`. */
  readonly #overMs = new Map<string, number>();
  readonly #affected = new Set<string>();
  #announcedSince: Date | null = null;

  constructor(private readonly onChange: (change: NetworkChange) => void) {}

  open(): readonly NetworkPart[] {
    return [...this.#open.values()].map(({ part }) => part);
  }

  /** Whether this was away at some moment since `sinceMs`: what began then may have failed for it, though it is back. */
  wasAwaySince(part: NetworkPart, sinceMs: number): boolean {
    return [keyOf(part), keyOf({ ...part, family: undefined })].some(
      (key) => this.#open.has(key) || (this.#overMs.get(key) ?? -Infinity) >= sinceMs,
    );
  }

  begin(part: NetworkPart, sinceMs: number): void {
    const key = keyOf(part);
    if (!this.#open.has(key)) this.#open.set(key, { part, sinceMs });
  }

  /** A page that could not be judged, by its URL. */
  noteAffected(url: string): void {
    if (this.#affected.size < MAX_AFFECTED) this.#affected.add(url);
  }

  /** Ends the losses that `reached` refutes; true when there was one. */
  end(reached: Reached): boolean {
    if (this.#open.size === 0) return false;
    const refuted = [...this.#open.values()].filter((loss) => refutes(reached, loss));
    for (const { part } of refuted) this.endOf(part);
    return refuted.length > 0;
  }

  /** This part works again. */
  endOf(part: NetworkPart): void {
    const key = keyOf(part);
    if (!this.#open.delete(key)) return;
    this.#overMs.set(key, performance.now());
    if (this.#open.size === 0) this.#announceEnd();
  }

  /** Says what has been away for long enough by now. */
  announce(nowMs: number): void {
    if (this.#announcedSince || this.#open.size === 0) return;
    const sinceMs = Math.min(...[...this.#open.values()].map((loss) => loss.sinceMs));
    if (nowMs - sinceMs < ANNOUNCE_AFTER_MS) return;
    this.#announcedSince = new Date(Date.now() - (nowMs - sinceMs));
    this.onChange({ isLost: true, since: this.#announcedSince, affectedPages: this.#affected.size });
  }

  #announceEnd(): void {
    const since = this.#announcedSince;
    const affectedPages = this.#affected.size;
    this.#announcedSince = null;
    this.#affected.clear();
    if (since) this.onChange({ isLost: false, since, affectedPages });
  }
}

function refutes({ scope, family, resolvers, sinceMs }: Reached, { part, sinceMs: lostMs }: Loss): boolean {
  if (part.scope !== scope || sinceMs < lostMs) return false;
  return part.suspicion === 'connection'
    ? part.family === undefined || part.family === family
    : resolvers !== null && resolvers === (part.resolvers ?? '');
}
