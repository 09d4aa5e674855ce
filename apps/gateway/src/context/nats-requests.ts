/** Injection token of the client that asks other services over NATS request and reply. */
export const NATS_REQUESTS = Symbol('NATS_REQUESTS');

/** Only the class name of the error of Nest's client says that there is no listener. */
export const isNobodyThere = (error: unknown): boolean =>
  error instanceof Error && /no subscribers/i.test(error.message);

/** The client rejects with texts, not errors, while its connection is down. */
export const isConnectionTrouble = (error: unknown): boolean =>
  /connection|refused|disconnect|closed/i.test(
    error instanceof Error ? `${error.name} ${error.message}` : String(error),
  );
