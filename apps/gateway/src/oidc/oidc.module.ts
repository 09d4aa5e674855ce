import { type DynamicModule, Module } from '@nestjs/common';
import { OidcController } from './oidc.controller.js';
import { OidcProvider } from './oidc-provider.js';
import { OIDC_SETTINGS, type OidcSettings } from './oidc-settings.js';

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
