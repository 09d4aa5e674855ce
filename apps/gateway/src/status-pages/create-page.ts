import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CreateStatusPage, StatusPageResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../context/access-settings.js';
import { PasswordHasher } from '../identity/password-hasher.js';
import { transact } from '../audit/in-transaction.js';
import { GetPage } from './get-page.js';
import { assertDomain, assertPassword, blameDuplicate, writeGroups } from './write-page.js';

/** Stores a status page. */
@Injectable()
export class CreatePage {
  constructor(
    private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly getPage: GetPage,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws InvalidRequestError, DuplicateStatusPageError, LoginsBusyError */
  async execute({ password, ...page }: CreateStatusPage): Promise<StatusPageResponse> {
    const id = randomUUID();
    assertDomain(page.domain, this.settings.publicUrl);
    const passwordHash = password === undefined ? null : await this.hasher.hash(password);
    assertPassword({ visibility: page.visibility, passwordHash });
    return transact(this.dataSource, async (manager) => {
      await manager.query(
        `INSERT INTO status_pages (id, slug, title, description, logo, domain, visibility, password_hash, group_names,
                                   show_url, is_published)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9, $10)`,
        [
          id,
          page.slug,
          page.title,
          page.description,
          page.logo,
          page.domain,
          page.visibility,
          passwordHash,
          page.showUrl,
          page.isPublished,
        ],
      );
      await writeGroups(manager, id, page.groups);
      return this.getPage.execute(id, manager);
    }).catch(blameDuplicate);
  }
}
