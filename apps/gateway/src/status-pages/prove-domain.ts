import type { StatusPageDomain } from '@wakeful/contracts';
import { changesOf, domainOfPage, proveDomain as prove, rowsOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import type { DomainRecords } from './domain-records.js';
import { DomainNotProvedError, NoDomainError, StatusPageNotFoundError } from './status-pages.errors.js';

/**
 * Whoever owns the domain says there whose page it may be. The id of a page is random, and no secret: what counts is who can
 * write it there.
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
 * Looks for the TXT record that proves that a page may have its domain. From then on it is served there, also when the record
 * is gone: until the page has another domain.
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
 * Takes an admin's word that a page may have its domain.
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
