/** For how many days what is kept. */
export interface Retention {
  readonly checksDays: number;
  readonly rollupsDays: number;
  readonly debugDays: number;
}

const ROLLUP_RETENTION_DAYS = 400;

/**
 * @param checksDays for single checks
 * @param debugDays for the evidence of debug sessions
 */
export const retentionOf = (checksDays: number, debugDays: number): Retention => ({
  checksDays,
  rollupsDays: Math.max(ROLLUP_RETENTION_DAYS, checksDays),
  debugDays,
});
