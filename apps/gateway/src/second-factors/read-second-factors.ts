import type { AccessRules, SecondFactorsResponse } from '@wakeful/contracts';
import { accessRules, factorCountsOfUser, passkeysOfUser, rowsOf, usersWithSecondFactor } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';

/** What a user has to log in with next to the password. */
export async function readSecondFactors({ database }: ReadContext, userId: string): Promise<SecondFactorsResponse> {
  const [counts] = await rowsOf(database, factorCountsOfUser, { userId });
  const passkeys = await rowsOf(database, passkeysOfUser, { userId });
  return {
    hasTotp: counts?.hasTotp ?? false,
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt })),
    recoveryCodesLeft: counts?.recoveryCodes ?? 0,
  };
}

export async function readAccessRules({ database }: ReadContext): Promise<AccessRules> {
  const [rules] = await rowsOf(database, accessRules);
  const users = await rowsOf(database, usersWithSecondFactor);
  return {
    requiresSecondFactor: rules?.requiresSecondFactor ?? false,
    usersWithSecondFactor: users.map(({ userId }) => userId),
  };
}
