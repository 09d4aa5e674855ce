import { Injectable } from '@nestjs/common';
import { accessRules, hasSecondFactor, isSchemaBehind, rowsOf } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import type { Principal } from '../identity/principal.js';

const FRESH_MS = 5_000;

/**
 * Whether people must have a second factor: an admin says so for all of them. Who came in by an identity provider has what
 * that one asks for, and API keys are no people.
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

  /** What is known is old: this replica has changed it. */
  forget(): void {
    this.#isRequired = undefined;
  }

  /** Asked with every request, so it is read once in a few seconds; what failed is nobody else's answer. */
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

  /** During an update its table may not be there yet: then nothing is required. */
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
