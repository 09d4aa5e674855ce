import { Module } from '@nestjs/common';
import { ChecksController } from './checks.controller.js';
import { LatestChecks } from './latest-checks.js';
import { ListChecks } from './list-checks.js';
import { ListGaps } from './list-gaps.js';

@Module({ controllers: [ChecksController], providers: [ListChecks, LatestChecks, ListGaps] })
export class ChecksModule {}
