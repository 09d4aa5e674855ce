import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ScrapedFigures } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';
import { ServiceRegistry } from '../system/service-registry.js';
import { SystemModule } from '../system/system.module.js';
import { SystemStatusReader } from '../system/system-status.js';
import { instanceFigures, monitorFigures, systemFigures } from './figures.js';

export interface MetricsOptions {
  /** Monitors that have series of their own at most. */
  maxMonitors: number;
}

const METRICS_OPTIONS = Symbol('METRICS_OPTIONS');

/** What only the gateway can tell in `/metrics`: figures of the whole system and of single monitors. */
@Module({ imports: [SystemModule] })
export class MetricsModule implements OnModuleInit {
  constructor(
    private readonly figures: ScrapedFigures,
    private readonly context: GatewayContext,
    private readonly reader: SystemStatusReader,
    private readonly registry: ServiceRegistry,
    @Inject(METRICS_OPTIONS) private readonly options: MetricsOptions,
  ) {}

  static forRoot(options: MetricsOptions): DynamicModule {
    return { module: MetricsModule, providers: [{ provide: METRICS_OPTIONS, useValue: options }] };
  }

  onModuleInit(): void {
    this.figures.register(systemFigures(this.reader));
    this.figures.register(instanceFigures(this.registry));
    if (this.options.maxMonitors > 0) this.figures.register(monitorFigures(this.context, this.options.maxMonitors));
  }
}
