import type { FailureReason } from '@wakeful/contracts';

/** What became of one connection that the browser asked for. Times are of the monotonic clock. */
export interface ConnectionRecord {
  readonly hostname: string;
  readonly port: number;
  readonly startedMs: number;
  address: string | null;
  /** null for an address, which needs no look-up. */
  dnsMs: number | null;
  connectMs: number | null;
  failure: { reason: FailureReason; sentence: string } | null;
  isClaimed: boolean;
}

const keyOf = (hostname: string, port: number): string => `${hostname.toLowerCase()}:${port}`;

/** Every connection of one session, by host and port: what the browser cannot tell, as it only sees its proxy. */
export class ConnectionLog {
  readonly #byPlace = new Map<string, ConnectionRecord[]>();

  begin(hostname: string, port: number): ConnectionRecord {
    const record: ConnectionRecord = {
      hostname,
      port,
      startedMs: performance.now(),
      address: null,
      dnsMs: null,
      connectMs: null,
      failure: null,
      isClaimed: false,
    };
    const key = keyOf(hostname, port);
    this.#byPlace.set(key, [...(this.#byPlace.get(key) ?? []), record]);
    return record;
  }

  /**
   * The connection that a request opened: the oldest to its host that no other request opened. A browser opens the first
   * one ahead of the request, so a request may have one although it believes to have found it open.
   */
  claim(url: URL): ConnectionRecord | null {
    const record = this.#to(url).find((one) => !one.isClaimed && one.connectMs !== null);
    if (record) record.isClaimed = true;
    return record ?? null;
  }

  /** Whether a request to this place has claimed a connection already. */
  hasClaimed(url: URL): boolean {
    return this.#to(url).some((one) => one.isClaimed);
  }

  /** The address to which a host's connections go in this session. */
  addressOf(url: URL): string | null {
    return this.#to(url).find((one) => one.address !== null)?.address ?? null;
  }

  /** Why the last connection to a place failed, if it did. */
  failureAt(url: URL): ConnectionRecord['failure'] {
    return this.#to(url).findLast((one) => one.failure !== null)?.failure ?? null;
  }

  #to(url: URL): readonly ConnectionRecord[] {
    const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
    return this.#byPlace.get(keyOf(hostname, url.port === '' ? (isSecure ? 443 : 80) : Number(url.port))) ?? [];
  }
}
