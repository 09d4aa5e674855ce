import { randomUUID } from 'node:crypto';
import type { AddPasskey, RecoveryCodes, TotpSecret } from '@wakeful/contracts';
import {
  changesOf,
  deleteOtherLoginSessions,
  deletePasskey,
  deletePasskeysOfUser,
  deleteRecoveryCodes,
  deleteTotp,
  factorCountsOfUser,
  insertPasskey,
  insertRecoveryCodes,
  lockUser,
  passkeysOfUser,
  rowsOf,
  spendTotpStep,
  startTotp,
  totpOfUser,
  violatesUnique,
} from '@wakeful/persistence';
import { assertFreshProof } from '../access/fresh-proof.js';
import { actorOf, recordChange } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import type { Caller, Principal } from '../identity/principal.js';
import { hashRecoveryCode, newRecoveryCodes } from '../identity/recovery-codes.js';
import { newTotpSecret, totpStep, totpUri } from '../identity/totp.js';
import { endSessions } from '../users/change-users.js';
import { readUser } from '../users/read-users.js';
import { optionsToAdd, verifyNew } from './passkey-ceremonies.js';
import {
  DuplicatePasskeyError,
  NoSecondFactorError,
  PasskeyNotFoundError,
  TotpExistsError,
  TotpNotStartedError,
} from './second-factors.errors.js';

type Factor = { kind: 'totp' } | { kind: 'passkey'; name: string };

/**
 * Creates the secret of an authenticator app. It takes effect once its first code is confirmed.
 * @throws ConfirmationNeededError, TotpExistsError
 */
export async function beginTotp(context: Context, principal: Principal): Promise<TotpSecret> {
  await assertFreshProof(context, principal);
  const secret = newTotpSecret();
  const row = { userId: principal.id, sealedSecret: context.secrets.seal(secret) };
  const [started] = await rowsOf(context.database, startTotp, row);
  if (!started) throw new TotpExistsError();
  return { secret, uri: totpUri(secret, principal.email ?? principal.name) };
}

/**
 * Confirms the first code of an authenticator app.
 * @returns recovery codes, if these are the first
 * @throws ConfirmationNeededError, TotpNotStartedError, InvalidRequestError
 */
export async function confirmTotp(
  context: Context,
  principal: Principal,
  code: string,
  caller: Caller,
): Promise<RecoveryCodes> {
  await assertFreshProof(context, principal);
  const { id: userId } = principal;
  const [totp] = await rowsOf(context.database, totpOfUser, { userId });
  if (!totp || totp.isConfirmed) throw new TotpNotStartedError();
  const step = totpStep(context.secrets.open(totp.sealedSecret), code, Date.now());
  const wrong = new InvalidRequestError([
    { path: 'code', message: 'is not the current code of the app. Check the clock of your phone' },
  ]);
  if (step === null) throw wrong;
  return inTransaction(context, async (context) => {
    await rowsOf(context.database, lockUser, { userId });
    const [confirmed] = await rowsOf(context.database, spendTotpStep, { userId, step });
    if (!confirmed) throw wrong;
    return noteNewFactor(context, principal, { kind: 'totp' }, caller);
  });
}

/** @throws ConfirmationNeededError, TotpNotStartedError */
export async function removeTotp(context: Context, principal: Principal, caller: Caller): Promise<void> {
  await assertFreshProof(context, principal);
  await inTransaction(context, async (context) => {
    const [removed] = await rowsOf(context.database, deleteTotp, { userId: principal.id });
    if (!removed) throw new TotpNotStartedError();
    await noteLostFactor(context, principal, { kind: 'totp' }, caller);
  });
}

/**
 * What a browser needs to make a passkey.
 * @throws ConfirmationNeededError
 */
export async function beginPasskey(context: Context, principal: Principal) {
  await assertFreshProof(context, principal);
  const { id, name, email } = principal;
  const known = await rowsOf(context.database, passkeysOfUser, { userId: id });
  return optionsToAdd(context, { id, name, email: email ?? name }, known);
}

/**
 * @returns recovery codes, if these are the first
 * @throws ConfirmationNeededError, InvalidRequestError, DuplicatePasskeyError
 */
export async function addPasskey(
  context: Context,
  principal: Principal,
  { name, credential }: AddPasskey,
  caller: Caller,
): Promise<RecoveryCodes> {
  await assertFreshProof(context, principal);
  const { id: userId } = principal;
  const made = await verifyNew(context, userId, credential);
  const row = {
    id: randomUUID(),
    userId,
    name,
    credentialId: made.id,
    publicKey: Buffer.from(made.publicKey),
    signCount: made.counter,
    transports: made.transports ?? [],
  };
  return inTransaction(context, async (context) => {
    await rowsOf(context.database, lockUser, { userId });
    await changesOf(context.database, insertPasskey, row);
    return noteNewFactor(context, principal, { kind: 'passkey', name }, caller);
  }).catch((error: unknown) => {
    throw violatesUnique(error, 'passkeys_credential') ? new DuplicatePasskeyError(error) : error;
  });
}

/** @throws ConfirmationNeededError, PasskeyNotFoundError */
export async function removePasskey(context: Context, principal: Principal, id: string, caller: Caller): Promise<void> {
  await assertFreshProof(context, principal);
  await inTransaction(context, async (context) => {
    const [removed] = await rowsOf(context.database, deletePasskey, { id, userId: principal.id });
    if (!removed) throw new PasskeyNotFoundError(id);
    await noteLostFactor(context, principal, { kind: 'passkey', name: removed.name }, caller);
  });
}

/**
 * Replaces the recovery codes.
 * @throws ConfirmationNeededError, NoSecondFactorError
 */
export async function renewRecoveryCodes(
  context: Context,
  principal: Principal,
  caller: Caller,
): Promise<RecoveryCodes> {
  await assertFreshProof(context, principal);
  return inTransaction(context, async (context) => {
    if (!(await hasFactor(context, principal.id))) throw new NoSecondFactorError();
    await changesOf(context.database, deleteRecoveryCodes, { userId: principal.id });
    const recoveryCodes = await makeRecoveryCodes(context, principal.id);
    await record(context, principal, caller, { operation: 'renewRecoveryCodes' });
    return { recoveryCodes };
  });
}

/**
 * Deletes all second factors, passkeys and recovery codes of a user who has lost them, and ends all sessions.
 * @throws ConfirmationNeededError, UserNotFoundError
 */
export async function resetSecondFactors(context: Context, principal: Principal, userId: string): Promise<void> {
  await assertFreshProof(context, principal);
  await inTransaction(context, async (context) => {
    await readUser(context, userId);
    await rowsOf(context.database, lockUser, { userId });
    await rowsOf(context.database, deleteTotp, { userId });
    await changesOf(context.database, deletePasskeysOfUser, { userId });
    await changesOf(context.database, deleteRecoveryCodes, { userId });
    await endSessions(context, userId);
  });
}

/** The first factor creates recovery codes and ends all other sessions, which began without one. */
async function noteNewFactor(
  context: ReadContext,
  principal: Principal,
  factor: Factor,
  caller: Caller,
): Promise<RecoveryCodes> {
  const { id: userId, sessionHash } = principal;
  await record(context, principal, caller, { operation: 'addSecondFactor', before: null, after: factor });
  const [counts] = await rowsOf(context.database, factorCountsOfUser, { userId });
  if (!counts || Number(counts.hasTotp) + counts.passkeys > 1) return { recoveryCodes: [] };
  await changesOf(context.database, deleteOtherLoginSessions, { userId, keep: sessionHash });
  return { recoveryCodes: await makeRecoveryCodes(context, userId) };
}

/** Recovery codes are deleted with the last factor. */
async function noteLostFactor(
  context: ReadContext,
  principal: Principal,
  factor: Factor,
  caller: Caller,
): Promise<void> {
  await record(context, principal, caller, { operation: 'removeSecondFactor', before: factor, after: null });
  if (!(await hasFactor(context, principal.id))) {
    await changesOf(context.database, deleteRecoveryCodes, { userId: principal.id });
  }
}

async function hasFactor({ database }: ReadContext, userId: string): Promise<boolean> {
  const [counts] = await rowsOf(database, factorCountsOfUser, { userId });
  return counts !== undefined && (counts.hasTotp || counts.passkeys > 0);
}

async function makeRecoveryCodes({ database }: ReadContext, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  const rows = codes.map((code) => ({ codeHash: hashRecoveryCode(code) }));
  await changesOf(database, insertRecoveryCodes, { userId, codes: rows });
  return codes;
}

const record = (
  context: ReadContext,
  principal: Principal,
  caller: Caller,
  change: { operation: string; before?: Factor | null; after?: Factor | null },
): Promise<void> =>
  recordChange(context, { actor: actorOf(principal), caller, target: { kind: 'user', id: principal.id }, ...change });
