import { Inject, Injectable } from '@nestjs/common';
import type { StatusPageResponse, UpdateStatusPage } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../context/access-settings.js';
import { PasswordHasher } from '../identity/password-hasher.js';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { GetPage } from './get-page.js';
import { type PageRow, pageSelect } from './read-pages.js';
import { StatusPageNotFoundError } from './status-pages.errors.js';
import { assertDomain, assertPassword, blameDuplicate, writeGroups } from './write-page.js';

/** Changes the named fields of a status page. */
@Injectable()
export class UpdatePage {
  constructor(
    private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly getPage: GetPage,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws InvalidRequestError, StatusPageNotFoundError, DuplicateStatusPageError, VersionMismatchError */
  async execute(id: string, { password, ...changes }: UpdateStatusPage, ifMatch?: string): Promise<StatusPageResponse> {
    assertDomain(changes.domain, this.settings.publicUrl);
    const newHash = password === undefined ? undefined : await this.hasher.hash(password);
    return transact(this.dataSource, async (manager) => {
      const [row] = await manager.query<PageRow[]>(`${pageSelect} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
      if (!row) throw new StatusPageNotFoundError(id);
      assertVersion(ifMatch, row.version);
      if (newHash !== undefined || Object.keys(changes).length > 0) {
        const after = { ...row, ...changes, passwordHash: newHash ?? row.passwordHash };
        assertPassword(after);
        await this.change(manager, after);
        if (changes.groups) await writeGroups(manager, id, changes.groups);
      }
      return this.getPage.execute(id, manager);
    }).catch(blameDuplicate);
  }

  private async change(manager: EntityManager, after: PageRow): Promise<void> {
    await manager.query(
      `UPDATE status_pages SET slug = $2, title = $3, description = $4, logo = $5, domain = $6, visibility = $7,
              password_hash = $8, show_url = $9, is_published = $10, version = version + 1, updated_at = now()
        WHERE id = $1`,
      [
        after.id,
        after.slug,
        after.title,
        after.description,
        after.logo,
        after.domain,
        after.visibility,
        after.passwordHash,
        after.showUrl,
        after.isPublished,
      ],
    );
  }
}
