import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { connectionOptions, type NatsOptions } from '@wakeful/messaging';
import type { Retention } from '@wakeful/persistence';
import { SecretBox } from '@wakeful/platform';
import { PasswordHasher } from '../identity/password-hasher.js';
import { ACCESS_SETTINGS, type AccessSettings, GatewayContext, NATS_REQUESTS, RETENTION } from './context.js';

export interface ContextOptions {
  settings: AccessSettings;
  secretKeys: string;
  retention: Retention;
  nats: NatsOptions;
}

/** Global, as every feature's verbs take the context. */
@Module({})
export class ContextModule implements OnModuleDestroy {
  constructor(@Inject(NATS_REQUESTS) private readonly requests: ClientProxy) {}

  static forRoot({ settings, secretKeys, retention, nats }: ContextOptions): DynamicModule {
    const createClient = (): ClientProxy =>
      ClientProxyFactory.create({
        transport: Transport.NATS,
        options: { ...connectionOptions(nats), name: 'gateway-requests' },
      });
    return {
      module: ContextModule,
      global: true,
      providers: [
        { provide: ACCESS_SETTINGS, useValue: settings },
        { provide: RETENTION, useValue: retention },
        { provide: SecretBox, useFactory: () => new SecretBox(secretKeys) },
        { provide: NATS_REQUESTS, useFactory: createClient },
        PasswordHasher,
        GatewayContext,
      ],
      exports: [ACCESS_SETTINGS, NATS_REQUESTS, PasswordHasher, SecretBox, GatewayContext],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.requests.close();
  }
}
