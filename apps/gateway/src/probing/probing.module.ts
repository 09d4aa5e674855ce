import { Module } from '@nestjs/common';
import { CheckNowController } from './check-now.controller.js';

@Module({ controllers: [CheckNowController] })
export class ProbingModule {}
