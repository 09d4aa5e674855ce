import { Module } from '@nestjs/common';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { ArtifactsController } from './artifacts.controller.js';
import { DebugSessionsController } from './debug-sessions.controller.js';
import { GetSession } from './get-session.js';
import { ListNetworkEvents } from './list-network-events.js';
import { ListSessions } from './list-sessions.js';
import { OpenArtifact } from './open-artifact.js';
import { StartSession } from './start-session.js';
import { WaitForSession } from './wait-for-session.js';

@Module({
  imports: [MonitorsModule],
  controllers: [DebugSessionsController, ArtifactsController],
  providers: [StartSession, WaitForSession, GetSession, ListSessions, ListNetworkEvents, OpenArtifact],
})
export class DebugSessionsModule {}
