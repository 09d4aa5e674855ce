import { type CheckStatus, type CheckTrigger, type FailureReason, type MonitorState } from '@wakeful/contracts';

/** A two-way map between the names of the contract and the small integers in Postgres. Codes are never reused. */
export interface Codes<Name extends string> {
  readonly toCode: Readonly<Record<Name, number>>;
  /** @throws RangeError for a code that no version of this software wrote */
  nameOf(code: number): Name;
}

function defineCodes<Name extends string>(toCode: Record<Name, number>): Codes<Name> {
  const names = new Map(Object.entries<number>(toCode).map(([name, code]) => [code, name as Name]));
  return {
    toCode,
    nameOf(code) {
      const name = names.get(code);
      if (name === undefined) throw new RangeError(`there is no code ${code}`);
      return name;
    },
  };
}

export const statusCodes = defineCodes<CheckStatus>({ up: 1, degraded: 2, down: 3, unknown: 4 });

export const stateCodes = defineCodes<MonitorState>({ pending: 0, up: 1, degraded: 2, down: 3, unknown: 4 });

export const triggerCodes = defineCodes<CheckTrigger>({ schedule: 1, confirmation: 2, manual: 3 });

/** `none` is the reason of a check that ended well. */
export const reasonCodes = defineCodes<FailureReason | 'none'>({
  none: 0,
  dns: 1,
  refused: 2,
  reset: 3,
  timeout: 4,
  tls: 5,
  http_status: 6,
  assertion: 7,
  too_many_redirects: 8,
  body_too_large: 9,
  blocked: 10,
  checker_fault: 11,
  network: 12,
});
