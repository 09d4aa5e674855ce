import { Module } from '@nestjs/common';
import { BadgeFaces } from './render-badge.js';
import { BadgesController } from './badges.controller.js';

@Module({ controllers: [BadgesController], providers: [BadgeFaces] })
export class BadgesModule {}
