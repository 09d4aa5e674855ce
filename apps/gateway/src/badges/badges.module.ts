import { Module } from '@nestjs/common';
import { StatsModule } from '../stats/stats.module.js';
import { BadgesController } from './badges.controller.js';
import { GetBadge } from './get-badge.js';

@Module({ imports: [StatsModule], controllers: [BadgesController], providers: [GetBadge] })
export class BadgesModule {}
