import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { CreateLoginLink } from './create-login-link.js';
import { CreateUser } from './create-user.js';
import { DeleteUser } from './delete-user.js';
import { GetUser } from './get-user.js';
import { ListUsers } from './list-users.js';
import { LoginLinksController } from './login-links.controller.js';
import { UpdateUser } from './update-user.js';
import { UsersController } from './users.controller.js';

@Module({
  controllers: [UsersController, LoginLinksController],
  providers: [ListUsers, GetUser, CreateUser, UpdateUser, DeleteUser, CreateLoginLink],
  exports: [GetUser],
})
export class UsersModule {
  constructor(targets: AuditTargets, getUser: GetUser) {
    targets.register('user', async (id, manager) => {
      const { email, name, role, enabled, hasPassword, hasOidc } = await getUser.execute(id, manager);
      return { email, name, role, enabled, hasPassword, hasOidc };
    });
  }
}
