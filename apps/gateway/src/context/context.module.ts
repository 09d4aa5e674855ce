import { type DynamicModule, Module } from '@nestjs/common';
import { PasswordHasher } from '../identity/password-hasher.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { GatewayContext } from './context.js';

/** Global, as every feature's verbs take the context. */
@Module({})
export class ContextModule {
  static forRoot(settings: AccessSettings): DynamicModule {
    return {
      module: ContextModule,
      global: true,
      providers: [{ provide: ACCESS_SETTINGS, useValue: settings }, PasswordHasher, GatewayContext],
      exports: [ACCESS_SETTINGS, PasswordHasher, GatewayContext],
    };
  }
}
