import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { ChangeUpdate } from './change-update.js';
import { CreatePage } from './create-page.js';
import { DeletePage } from './delete-page.js';
import { DeleteUpdate } from './delete-update.js';
import { GetPage } from './get-page.js';
import { GetUpdate } from './get-update.js';
import { ListPages } from './list-pages.js';
import { ListUpdates } from './list-updates.js';
import { PostUpdate } from './post-update.js';
import { StatusPagesController } from './status-pages.controller.js';
import { StatusUpdatesController } from './status-updates.controller.js';
import { UpdatePage } from './update-page.js';

@Module({
  controllers: [StatusPagesController, StatusUpdatesController],
  providers: [
    CreatePage,
    ListPages,
    GetPage,
    UpdatePage,
    DeletePage,
    PostUpdate,
    ListUpdates,
    GetUpdate,
    ChangeUpdate,
    DeleteUpdate,
  ],
})
export class StatusPagesModule {
  constructor(targets: AuditTargets, getPage: GetPage, getUpdate: GetUpdate) {
    targets.register('status page', (id, manager) => getPage.execute(id, manager));
    targets.register('status update', (id, manager) => getUpdate.execute(null, id, manager));
  }
}
