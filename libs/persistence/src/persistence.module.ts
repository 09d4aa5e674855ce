import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DependencyLog, Readiness, ScrapedFigures } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { assertTakesWrites } from './assert-takes-writes.js';
import { isConnectionError } from './connection-errors.js';
import { createDataSource } from './data-source.js';
import type { DatabaseAddress } from './database-address.js';
import { poolFigures } from './pool-figures.js';

export interface PersistenceOptions {
  address: DatabaseAddress;
  applicationName: string;
  poolSize: number;
}

/** Connects to Postgres and makes readiness depend on it. Never migrates: that is a step of its own. */
@Module({})
export class PersistenceModule implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
    @Inject(ScrapedFigures) private readonly scrapedFigures: ScrapedFigures,
  ) {}

  static forRoot(options: PersistenceOptions): DynamicModule {
    const dataSource = createDataSource(options.address, options.applicationName, options.poolSize);
    return {
      module: PersistenceModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSource.options, retryAttempts: 10, retryDelay: 1000 }),
          dataSourceFactory: () => dataSource.initialize(),
        }),
      ],
      exports: [TypeOrmModule],
    };
  }

  onModuleInit(): void {
    this.scrapedFigures.register(poolFigures(this.dataSource));
    this.dependencies.register({
      name: 'Postgres',
      isAwayBy: isConnectionError,
      check: () => assertTakesWrites(this.dataSource),
    });
    this.readiness.register({
      name: 'postgres',
      sentence: 'cannot be reached, or its schema is not at the version that this service expects',
      check: async () => {
        if (await this.dataSource.showMigrations())
          throw new Error('the database schema is not at the expected version');
      },
    });
  }
}
