import type { StatusPage } from './use-status-pages.js';

export interface MemberDraft {
  readonly monitorId: string;
  readonly label: string;
}

export interface GroupDraft {
  /** The key of the form row. */
  readonly key: string;
  readonly name: string;
  readonly members: readonly MemberDraft[];
}

/** The form state of a status page. */
export interface PageDraft {
  readonly title: string;
  /** null: derived from the title. */
  readonly slug: string | null;
  readonly description: string;
  readonly logo: string | null;
  readonly domain: string;
  readonly visibility: StatusPage['visibility'];
  readonly password: string;
  readonly groups: readonly GroupDraft[];
  readonly showUrl: boolean;
  readonly isPublished: boolean;
}

const MAX_SLUG_LENGTH = 60;

/** Derives a slug from a title: everything but letters and digits becomes a hyphen. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-+|-+$/g, '');

let lastKey = 0;

export const newGroup = (name: string): GroupDraft => ({ key: `group-${++lastKey}`, name, members: [] });

export function draftOf(page: StatusPage | null): PageDraft {
  return {
    title: page?.title ?? '',
    slug: page?.slug ?? null,
    description: page?.description ?? '',
    logo: page?.logo ?? null,
    domain: page?.domain ?? '',
    visibility: page?.visibility ?? 'public',
    password: '',
    groups: page?.groups.map(({ name, monitors }) => ({
      ...newGroup(name),
      members: monitors.map(({ monitorId, label }) => ({ monitorId, label: label ?? '' })),
    })) ?? [newGroup('Services')],
    showUrl: page?.showUrl ?? false,
    isPublished: page?.isPublished ?? true,
  };
}

/** The form content as the API expects it; an empty password field keeps the password. */
export function bodyOf({ slug, domain, password, groups, ...draft }: PageDraft) {
  const title = draft.title.trim();
  return {
    ...draft,
    title,
    slug: slug?.trim() ?? slugOf(title),
    domain: domain.trim() === '' ? null : domain.trim().toLowerCase(),
    ...(password === '' ? {} : { password }),
    groups: groups.map(({ name, members }) => ({
      name: name.trim(),
      monitors: members.map(({ monitorId, label }) => ({
        monitorId,
        label: label.trim() === '' ? null : label.trim(),
      })),
    })),
  };
}

/** The list with one entry swapped with its neighbor. */
export function moved<Entry>(list: readonly Entry[], from: number, by: -1 | 1): Entry[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(Math.min(Math.max(from + by, 0), list.length - 1), 0, entry);
  return next;
}
