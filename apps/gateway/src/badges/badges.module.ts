import { Module } from '@nestjs/common';
import { BadgesController } from './badges.controller.js';
import { BadgeFaces } from './render-badge.js';

@Module({ controllers: [BadgesController], providers: [BadgeFaces] })
export class BadgesModule {}
