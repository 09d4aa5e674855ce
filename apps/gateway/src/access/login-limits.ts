import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { changesOf, countAttempts, forgiveAttempts, rowsOf, takeBackAttempt } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { TooManyLoginsError } from '../identity/access.errors.js';

export const ATTEMPTS_PER_ACCOUNT = 10;
export const ATTEMPTS_PER_ADDRESS = 50;
const WINDOW_MINUTES = 5;
const MAX_REMEMBERED = 10_000;

/**
 * Limits failed logins in five-minute intervals shared by all replicas. An attempt is counted before its password is
 * verified, so that parallel attempts gain nothing, and refunded when it was right. Exceeded limits are cached until
 * the interval ends: further attempts cost neither a hash nor a query.
 */
@Injectable()
export class LoginLimits {
  readonly #blockedUntilMs = new Map<string, number>();

  constructor(private readonly context: GatewayContext) {}

  /** @throws TooManyLoginsError if the limit is known to be exceeded without asking Postgres */
  assertNotBlocked(email: string, address: string): void {
    const waitsMs = subjectsOf(email, address).map(
      (subject) => (this.#blockedUntilMs.get(subject) ?? 0) - performance.now(),
    );
    const waitMs = Math.max(...waitsMs);
    if (waitMs > 0) throw new TooManyLoginsError(Math.ceil(waitMs / 1000));
  }

  /** @throws TooManyLoginsError */
  async count(email: string, address: string): Promise<void> {
    const subjects = subjectsOf(email, address);
    const rows = await rowsOf(this.context.database, countAttempts, { subjects, minutes: WINDOW_MINUTES });
    const over = rows.filter(({ subject, attempts }) => attempts > limitOf(subject));
    if (over.length === 0) return;
    for (const { subject, secondsLeft } of over) this.block(subject, secondsLeft);
    throw new TooManyLoginsError(Math.ceil(Math.max(...over.map(({ secondsLeft }) => secondsLeft))));
  }

  /** The password was right: the account's count restarts, and the IP address gets this attempt back. */
  async forgive(email: string, address: string): Promise<void> {
    const [account, place] = subjectsOf(email, address);
    await changesOf(this.context.database, forgiveAttempts, { account, address: place });
  }

  /** Uncounts this attempt: another check decides about the login. */
  async takeBack(email: string, address: string): Promise<void> {
    await changesOf(this.context.database, takeBackAttempt, { subjects: subjectsOf(email, address) });
  }

  private block(subject: string, seconds: number): void {
    if (this.#blockedUntilMs.size >= MAX_REMEMBERED) this.#blockedUntilMs.clear();
    this.#blockedUntilMs.set(subject, performance.now() + seconds * 1000);
  }
}

const limitOf = (subject: string): number =>
  subject.startsWith('account:') ? ATTEMPTS_PER_ACCOUNT : ATTEMPTS_PER_ADDRESS;

/** An account is counted whether it exists or not. The input is hashed, as it may be a password typed by mistake. */
function subjectsOf(email: string, address: string): [account: string, address: string] {
  const account = createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 32);
  return [`account:${account}`, `address:${networkOf(address)}`];
}

/** A subscriber usually has a whole IPv6 /64. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
