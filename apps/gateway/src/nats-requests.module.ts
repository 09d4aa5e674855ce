import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { connectionOptions, type NatsOptions } from '@wakeful/messaging';

/** Injection token of the client that asks other services over NATS request and reply. */
export const NATS_REQUESTS = Symbol('NATS_REQUESTS');

/** Nest's client says by its class name alone that nobody listens. */
export const isNobodyThere = (error: unknown): boolean =>
  error instanceof Error && /no subscribers/i.test(error.message);

/** The client rejects with texts, not errors, while its connection is down. */
export const isConnectionTrouble = (error: unknown): boolean =>
  /connection|refused|disconnect|closed/i.test(
    error instanceof Error ? `${error.name} ${error.message}` : String(error),
  );

@Module({})
export class NatsRequestsModule implements OnModuleDestroy {
  constructor(@Inject(NATS_REQUESTS) private readonly client: ClientProxy) {}

  static forRoot(nats: NatsOptions): DynamicModule {
    const createClient = (): ClientProxy =>
      ClientProxyFactory.create({
        transport: Transport.NATS,
        options: { ...connectionOptions(nats), name: 'gateway-requests' },
      });
    return {
      module: NatsRequestsModule,
      global: true,
      providers: [{ provide: NATS_REQUESTS, useFactory: createClient }],
      exports: [NATS_REQUESTS],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.close();
  }
}
