import { Inject, Injectable } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { MessageBus } from '@wakeful/messaging';
import type { Queryable, Retention } from '@wakeful/persistence';
import { LOGGER, type Logger, SecretBox } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config.js';
import { PasswordHasher } from '../identity/password-hasher.js';

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

/** Injection token of the {@link AccessSettings}. */
export const ACCESS_SETTINGS = Symbol('ACCESS_SETTINGS');

export interface AccessSettings {
  /** Under which address people open Wakeful, without a slash at its end. */
  publicUrl: string;
  isMetricsPublic: boolean;
  sessionIdleHours: number;
  sessionMaxHours: number;
  requestsPerMinute: number;
  pageRequestsPerMinute: number;
  auditRetentionDays: number;
  firstAdmin: { email: string; password: string } | null;
  bootstrapKey: string | null;
}

export function accessSettingsOf(config: GatewayConfig): AccessSettings {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  return {
    publicUrl: publicUrlOf(config),
    isMetricsPublic: config.METRICS_PUBLIC === 'true',
    sessionIdleHours: config.SESSION_IDLE_HOURS,
    sessionMaxHours: config.SESSION_MAX_HOURS,
    requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
    pageRequestsPerMinute: config.RATE_LIMIT_PAGES_PER_MINUTE,
    auditRetentionDays: config.AUDIT_RETENTION_DAYS,
    firstAdmin: email !== undefined && password !== undefined ? { email, password } : null,
    bootstrapKey: config.BOOTSTRAP_API_KEY ?? null,
  };
}

export const publicUrlOf = ({ PUBLIC_URL, PORT }: Pick<GatewayConfig, 'PUBLIC_URL' | 'PORT'>): string =>
  (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '');

export const isSecure = ({ publicUrl }: Pick<AccessSettings, 'publicUrl'>): boolean => publicUrl.startsWith('https:');

export const RETENTION = Symbol('RETENTION');

/** What verbs work with. Within `inTransaction` its database is the transaction. */
export interface Context {
  readonly database: Queryable;
  readonly settings: AccessSettings;
  readonly secrets: SecretBox;
  readonly passwords: PasswordHasher;
  readonly bus: MessageBus;
  /** Asks other services, and waits for what they answer. */
  readonly requests: ClientProxy;
  /** For how long data is kept. */
  readonly retention: Retention;
  readonly logger: Logger;
}

/** What reading takes: no more than where to read. */
export type ReadContext = Pick<Context, 'database'>;

/** The {@link Context} of this process, for controllers to hand on. */
@Injectable()
export class GatewayContext implements Context {
  @Inject(ACCESS_SETTINGS) readonly settings!: AccessSettings;
  @Inject(RETENTION) readonly retention!: Retention;
  @Inject(NATS_REQUESTS) readonly requests!: ClientProxy;
  @Inject(LOGGER) readonly logger!: Logger;

  constructor(
    readonly database: DataSource,
    readonly secrets: SecretBox,
    readonly passwords: PasswordHasher,
    readonly bus: MessageBus,
  ) {}
}
