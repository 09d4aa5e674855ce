import { Resolver } from 'node:dns/promises';
import { isNativeError } from 'node:util/types';
import { DomainLookUpError } from './status-pages.errors.js';

const TIMEOUT_MS = 3_000;
const TRIES = 2;
/** There is nothing, or nothing of this type. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

/** Reads TXT records from name servers, past whatever the machine has in its own list of hosts. */
export class DomainRecords {
  readonly #resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  /** @param servers addresses, with a port if it is not 53; none: those of the system */
  constructor(servers: readonly string[]) {
    if (servers.length > 0) this.#resolver.setServers(servers);
  }

  /**
   * The texts at a name, each of its parts joined as RFC 7208, 3.3, does.
   * @throws DomainLookUpError when no server has an answer
   */
  async textsAt(name: string): Promise<string[]> {
    try {
      return (await this.#resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      const code = isNativeError(error) && 'code' in error ? String(error.code) : '';
      if (ABSENT.has(code)) return [];
      throw new DomainLookUpError(name, error);
    }
  }
}
