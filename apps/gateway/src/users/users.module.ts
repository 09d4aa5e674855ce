import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { readUser } from './read-users.js';
import { UsersController } from './users.controller.js';

@Module({ controllers: [UsersController] })
export class UsersModule {
  constructor(targets: AuditTargets) {
    targets.register('user', async (id, database) => {
      const { email, name, role, enabled, hasPassword, hasOidc } = await readUser({ database }, id);
      return { email, name, role, enabled, hasPassword, hasOidc };
    });
  }
}
