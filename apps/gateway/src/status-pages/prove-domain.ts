import type { StatusPageDomain } from '@wakeful/contracts';
import { changesOf, domainOfPage, proveDomain as prove, rowsOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import type { DomainRecords } from './domain-records.js';
import { DomainNotProvedError, NoDomainError, StatusPageNotFoundError } from './status-pages.errors.js';

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
