import { Module } from '@nestjs/common';
import { StatsOfAll } from './all-stats.js';
import { StatsController } from './stats.controller.js';

@Module({ controllers: [StatsController], providers: [StatsOfAll] })
export class StatsModule {}
