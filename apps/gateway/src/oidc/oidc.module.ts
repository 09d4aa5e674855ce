import { type DynamicModule, Module } from '@nestjs/common';
import { OidcController } from './oidc.controller.js';
import { OIDC_SETTINGS, OidcProvider, type OidcSettings } from './oidc-provider.js';

@Module({})
export class OidcModule {
  static forRoot(settings: OidcSettings | null): DynamicModule {
    return {
      module: OidcModule,
      controllers: [OidcController],
      providers: [{ provide: OIDC_SETTINGS, useValue: settings }, OidcProvider],
      exports: [OidcProvider],
    };
  }
}
