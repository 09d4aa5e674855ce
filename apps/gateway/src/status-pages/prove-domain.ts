import { Resolver } from 'node:dns/promises';
import { isNativeError } from 'node:util/types';
import type { StatusPageDomain } from '@wakeful/contracts';
import { changesOf, domainOfPage, proveDomain as prove, rowsOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import {
  DomainLookUpError,
  DomainNotProvedError,
  NoDomainError,
  StatusPageNotFoundError,
} from './status-pages.errors.js';

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

/**
 * The record that the owner of the domain adds. The page's id is random but not secret: only the owner can add it there.
 */
const recordOf = (pageId: string, domain: string) => ({
  name: `_wakeful.${domain}`,
  value: `wakeful-page=${pageId.toLowerCase()}`,
});

/** @throws StatusPageNotFoundError */
export async function readPageDomain({ database }: ReadContext, pageId: string): Promise<StatusPageDomain> {
  const [row] = await rowsOf(database, domainOfPage, { pageId });
  if (!row) throw new StatusPageNotFoundError(pageId);
  const { domain, provedBy, provedAt: since } = row;
  if (domain === null) return { domain, state: 'none', record: null, since: null };
  const state = provedBy === null ? 'waiting' : provedBy === 'dns' ? 'proved' : 'confirmed';
  return { domain, state, record: recordOf(pageId, domain), since };
}

/**
 * Looks for the TXT record that verifies the domain of a page. The page is then served there until its domain changes, even
 * if the record is removed.
 * @throws StatusPageNotFoundError, NoDomainError, DomainNotProvedError, DomainLookUpError
 */
export async function checkPageDomain(
  context: Context,
  records: DomainRecords,
  pageId: string,
): Promise<StatusPageDomain> {
  const { domain, record } = await readPageDomain(context, pageId);
  if (domain === null || record === null) throw new NoDomainError();
  const found = await records.textsAt(record.name);
  if (!found.some((text) => text.trim() === record.value)) throw new DomainNotProvedError(record, found);
  return settle(context, pageId, domain, 'dns');
}

/**
 * Verifies the domain of a page by the word of an admin.
 * @throws StatusPageNotFoundError, NoDomainError
 */
export async function confirmPageDomain(context: Context, pageId: string): Promise<StatusPageDomain> {
  const { domain } = await readPageDomain(context, pageId);
  if (domain === null) throw new NoDomainError();
  return settle(context, pageId, domain, 'admin');
}

const settle = (context: Context, pageId: string, domain: string, provedBy: 'dns' | 'admin') =>
  inTransaction(context, async (context) => {
    await changesOf(context.database, prove, { pageId, domain, provedBy });
    return readPageDomain(context, pageId);
  });
