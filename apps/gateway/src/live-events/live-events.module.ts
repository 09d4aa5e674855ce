import { Module } from '@nestjs/common';
import { LiveEventsController } from './live-events.controller.js';
import { LiveEvents } from './live-events.js';

@Module({ controllers: [LiveEventsController], providers: [LiveEvents] })
export class LiveEventsModule {}
