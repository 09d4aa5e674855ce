import { type DynamicModule, Module } from '@nestjs/common';
import { SecretBox } from '@wakeful/platform';

/** Makes the {@link SecretBox} with the configured keys known everywhere. */
@Module({})
export class SecretsModule {
  static forRoot(secretKeys: string): DynamicModule {
    return {
      module: SecretsModule,
      global: true,
      providers: [{ provide: SecretBox, useFactory: () => new SecretBox(secretKeys) }],
      exports: [SecretBox],
    };
  }
}
