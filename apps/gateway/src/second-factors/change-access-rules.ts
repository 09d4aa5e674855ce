import type { AccessRules, ChangeAccessRules } from '@wakeful/contracts';
import { changeAccessRules as change, changesOf } from '@wakeful/persistence';
import { actorOf, recordChange } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import type { Caller } from '../identity/caller.js';
import type { Principal } from '../identity/principal.js';
import { readAccessRules } from './read-second-factors.js';

/** Says what holds for all users. Within seconds every replica follows. */
export const changeAccessRules = (
  context: Context,
  rules: ChangeAccessRules,
  principal: Principal,
  caller: Caller,
): Promise<AccessRules> =>
  inTransaction(context, async (context) => {
    const { requiresSecondFactor } = await readAccessRules(context);
    await changesOf(context.database, change, rules);
    await recordChange(context, {
      actor: actorOf(principal),
      caller,
      operation: 'changeAccessRules',
      target: { kind: 'access rules', id: null },
      before: { requiresSecondFactor },
      after: rules,
    });
    return readAccessRules(context);
  });
