import { Injectable } from '@nestjs/common';
import { accessRules, hasSecondFactor, isSchemaBehind, rowsOf } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import type { Principal } from '../identity/principal.js';

const FRESH_MS = 5_000;

/**
 * Whether users must have a second factor, which an admin decides for all of them. Sessions that began at an identity
 * provider are exempt, as the provider has its own rules, and so are API keys.
 */
@Injectable()
export class SecondFactorRule {
  #isRequired: Promise<boolean> | undefined;
  #untilMs = 0;

  constructor(private readonly context: GatewayContext) {}

  async isMetBy({ kind, id, sessionHash }: Principal): Promise<boolean> {
    if (kind === 'key' || !(await this.isRequired())) return true;
    const [row] = await rowsOf(this.context.database, hasSecondFactor, { userId: id, tokenHash: sessionHash });
    return row?.isMet ?? false;
  }

  /** Drops the cached rule after this replica has changed it. */
  forget(): void {
    this.#isRequired = undefined;
  }

  /** Needed by every request, so it is cached for a few seconds. A failure is not cached. */
  private isRequired(): Promise<boolean> {
    if (this.#isRequired && performance.now() < this.#untilMs) return this.#isRequired;
    const read = this.read();
    this.#isRequired = read;
    this.#untilMs = performance.now() + FRESH_MS;
    read.catch(() => {
      if (this.#isRequired === read) this.forget();
    });
    return read;
  }

  /** During an update its table may not exist yet: then nothing is required. */
  private async read(): Promise<boolean> {
    try {
      const [rules] = await rowsOf(this.context.database, accessRules);
      return rules?.requiresSecondFactor ?? false;
    } catch (error) {
      if (isSchemaBehind(error)) return false;
      throw error;
    }
  }
}
