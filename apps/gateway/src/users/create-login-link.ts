import { Inject, Injectable } from '@nestjs/common';
import type { LoginLink } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import { inTransaction } from '../database/in-transaction.js';
import { GetUser } from './get-user.js';
import { makeLoginLink } from './login-links.js';

/** Makes a one-time login link for a user who is new or has forgotten the password. */
@Injectable()
export class CreateLoginLink {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getUser: GetUser,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws UserNotFoundError */
  async execute(userId: string): Promise<LoginLink> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.getUser.execute(userId, manager);
      return makeLoginLink(manager, userId, this.settings.publicUrl);
    });
  }
}
