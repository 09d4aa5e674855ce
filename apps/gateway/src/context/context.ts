import { Inject, Injectable } from '@nestjs/common';
import { MessageBus } from '@wakeful/messaging';
import type { ClientProxy } from '@nestjs/microservices';
import type { Queryable, Retention } from '@wakeful/persistence';
import { LOGGER, type Logger, SecretBox } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { PasswordHasher } from '../identity/password-hasher.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { NATS_REQUESTS } from './nats-requests.js';

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
