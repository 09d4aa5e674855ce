import { Module } from '@nestjs/common';
import { BadgeFaces } from './badge-faces.js';
import { BadgesController } from './badges.controller.js';

@Module({ controllers: [BadgesController], providers: [BadgeFaces] })
export class BadgesModule {}
