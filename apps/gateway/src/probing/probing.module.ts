import { type DynamicModule, Module, type OnModuleDestroy, Inject } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { connectionOptions, type NatsOptions } from '@wakeful/messaging';
import { CheckMonitorNow } from '../monitors/check-monitor-now.js';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { CheckNowController } from './check-now.controller.js';
import { CHECKERS, ProbeNow } from './probe-now.js';
import { TryTarget } from './try-target.js';

@Module({})
export class ProbingModule implements OnModuleDestroy {
  constructor(@Inject(CHECKERS) private readonly checkers: ClientProxy) {}

  static forRoot(nats: NatsOptions): DynamicModule {
    const createClient = (): ClientProxy =>
      ClientProxyFactory.create({
        transport: Transport.NATS,
        options: { ...connectionOptions(nats), name: 'gateway-requests' },
      });
    return {
      module: ProbingModule,
      imports: [MonitorsModule],
      controllers: [CheckNowController],
      providers: [{ provide: CHECKERS, useFactory: createClient }, ProbeNow, TryTarget, CheckMonitorNow],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.checkers.close();
  }
}
