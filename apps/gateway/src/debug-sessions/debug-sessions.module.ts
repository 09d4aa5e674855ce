import { Module } from '@nestjs/common';
import { ArtifactsController } from './artifacts.controller.js';
import { DebugSessionsController } from './debug-sessions.controller.js';

@Module({ controllers: [DebugSessionsController, ArtifactsController] })
export class DebugSessionsModule {}
