import type { QueryRunner } from 'typeorm';
import { bool, nothing, number, text } from './sql/column-types.js';
import { type Queryable, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

/**
 * Every advisory lock of Wakeful. Locks of one number exclude each other whatever they are meant for, so that all numbers
 * stand here. Never reuse or change one: services of two versions run side by side during an update.
 */
export const ADVISORY_LOCKS = {
  /** Held by the migration step from start to end. */
  migrations: 7_238_019,
  /** Replicas that create the same partition at once. */
  partitions: 7_238_020,
  /** Changes of users that could remove the last admin. */
  admins: 7_238_021,
  /** Of replicas that start at once, one creates the first admin. */
  firstStart: 7_238_022,
  /** Held by the recorder that sums hours up. */
  rollups: 7_238_023,
  /** Requests for debug sessions, so that their limits hold. */
  debugSessionRequests: 7_238_024,
  /** Two changes at once could close a circle of parents that neither of them sees. */
  monitorParents: 7_238_031,
  /** Two windows of one cause that open at once in two transactions would each make an incident. */
  incidents: 7_238_032,
} as const;

/**
 * Locks of one object each: PostgreSQL keeps pairs of numbers apart from single ones. The second number is a hash, so two
 * objects may share a lock, which costs a short wait.
 */
export const OBJECT_LOCKS = {
  /** Changes of one monitor's status come over several subjects, perhaps at once. */
  flapping: 1,
  /** Reports of one checker's network come over two subjects, perhaps at once. */
  networkLoss: 2,
} as const;

/**
 * Held for a job and not for a transaction: nothing waits for the rollups, and the migration waits as long as it takes.
 */
type JobLock = 'migrations' | 'rollups';
type ShortLock = Exclude<keyof typeof ADVISORY_LOCKS, JobLock>;

/** How long a transaction waits for this lock, or for any other one after it. */
export const LOCK_TIMEOUT_MS = 5_000;
/** In front of the lock in one statement, as columns are evaluated from left to right. */
const LIMIT_WAITS = `set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', true)`;

const taken = { limit: text, taken: nothing };
const lockByNumber = statement(
  taken,
  { number },
  `SELECT ${LIMIT_WAITS} AS "limit", pg_advisory_xact_lock($number) AS taken`,
);
const lockByObject = statement(
  taken,
  { number, id: text },
  `SELECT ${LIMIT_WAITS} AS "limit", pg_advisory_xact_lock($number, hashtext($id)) AS taken`,
);
const tryJob = statement({ isTaken: bool }, { number }, 'SELECT pg_try_advisory_lock($number) AS is_taken');
const lockJobByNumber = statement({ taken: nothing }, { number }, 'SELECT pg_advisory_lock($number) AS taken');
const unlockJobByNumber = statement({ isFree: bool }, { number }, 'SELECT pg_advisory_unlock($number) AS is_free');

/**
 * Takes a lock until the end of the transaction.
 * @throws DatabaseError 55P03 after {@link LOCK_TIMEOUT_MS}, which `isConnectionError` takes for "try again"
 */
export async function lockInTransaction(transaction: Queryable, lock: ShortLock): Promise<void> {
  await rowsOf(transaction, lockByNumber, { number: ADVISORY_LOCKS[lock] });
}

/** The same for one object, such as a monitor. */
export async function lockObjectInTransaction(
  transaction: Queryable,
  lock: keyof typeof OBJECT_LOCKS,
  id: string,
): Promise<void> {
  await rowsOf(transaction, lockByObject, { number: OBJECT_LOCKS[lock], id });
}

/** Takes a lock until {@link unlockJob} or the end of the connection; false when another connection holds it. */
export async function tryLockJob(runner: QueryRunner, lock: JobLock): Promise<boolean> {
  const [row] = await rowsOf(runner.manager, tryJob, { number: ADVISORY_LOCKS[lock] });
  return row?.isTaken ?? false;
}

/** Waits for the lock as long as a statement may take. */
export async function lockJob(runner: QueryRunner, lock: JobLock): Promise<void> {
  await rowsOf(runner.manager, lockJobByNumber, { number: ADVISORY_LOCKS[lock] });
}

export async function unlockJob(runner: QueryRunner, lock: JobLock): Promise<void> {
  await rowsOf(runner.manager, unlockJobByNumber, { number: ADVISORY_LOCKS[lock] });
}
