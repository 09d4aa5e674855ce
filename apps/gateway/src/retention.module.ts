import { type DynamicModule, Module } from '@nestjs/common';
import type { Retention } from '@wakeful/persistence';

/** Injection token of the {@link Retention}, by which the recorder drops what is old. */
export const RETENTION = Symbol('RETENTION');

/** Makes known everywhere for how long data is kept. */
@Module({})
export class RetentionModule {
  static forRoot(retention: Retention): DynamicModule {
    return {
      module: RetentionModule,
      global: true,
      providers: [{ provide: RETENTION, useValue: retention }],
      exports: [RETENTION],
    };
  }
}
