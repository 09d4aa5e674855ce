import type { StatusPageGroup, StatusPageResponse } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';

export interface PageRow {
  id: string;
  slug: string;
  title: string;
  description: string;
  logo: string | null;
  domain: string | null;
  visibility: 'public' | 'password';
  passwordHash: string | null;
  groupNames: string[];
  showUrl: boolean;
  isPublished: boolean;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

interface MemberRow {
  pageId: string;
  monitorId: string;
  groupIndex: number;
  label: string | null;
}

export const pageSelect = `
  SELECT id, slug, title, description, logo, domain, visibility, password_hash AS "passwordHash",
         group_names AS "groupNames", show_url AS "showUrl", is_published AS "isPublished", version,
         created_at AS "createdAt", updated_at AS "updatedAt"
    FROM status_pages`;

/** The groups of pages with what is in them, by the pages' ids. */
export async function groupsOf(
  manager: EntityManager,
  pages: readonly Pick<PageRow, 'id' | 'groupNames'>[],
): Promise<Map<string, StatusPageGroup[]>> {
  const members = await manager.query<MemberRow[]>(
    `SELECT page_id AS "pageId", monitor_id AS "monitorId", group_index AS "groupIndex", label
       FROM status_page_monitors WHERE page_id = ANY ($1::uuid[]) ORDER BY page_id, group_index, position`,
    [pages.map(({ id }) => id)],
  );
  const groups = new Map(
    pages.map(({ id, groupNames }) => [id, groupNames.map((name): StatusPageGroup => ({ name, monitors: [] }))]),
  );
  for (const { pageId, groupIndex, monitorId, label } of members) {
    groups.get(pageId)?.[groupIndex]?.monitors.push({ monitorId, label });
  }
  return groups;
}

/** Pages as the API shows them: without the hash of the password. */
export async function pageResponsesOf(manager: EntityManager, rows: readonly PageRow[]): Promise<StatusPageResponse[]> {
  const groups = await groupsOf(manager, rows);
  return rows.map(({ passwordHash: _, groupNames: __, createdAt, updatedAt, ...row }) => ({
    ...row,
    groups: groups.get(row.id) ?? [],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}
