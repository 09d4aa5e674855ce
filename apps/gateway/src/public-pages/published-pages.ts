import { Injectable } from '@nestjs/common';
import type { StatusSummary } from '@wakeful/contracts';
import { StatusPageEntity } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { readSummary } from './read-summary.js';

export const FRESH_SECONDS = 15;
const MAX_REMEMBERED = 500;

/** A published page. */
export interface PublishedPage {
  readonly row: StatusPageEntity;
  readonly summary: StatusSummary;
}

interface Known {
  readonly page: Promise<PublishedPage | null>;
  readonly untilMs: number;
}

/** Reads a page at most once per 15 seconds, however many requests arrive, even if it does not exist. */
@Injectable()
export class PublishedPages {
  readonly #known = new Map<string, Known>();

  constructor(private readonly context: GatewayContext) {}

  /** null: no such page is published. */
  bySlug(slug: string): Promise<PublishedPage | null> {
    const known = this.#known.get(slug);
    if (known && performance.now() < known.untilMs) return known.page;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    const page = this.read(slug);
    this.#known.set(slug, { page, untilMs: performance.now() + FRESH_SECONDS * 1000 });
    // A failed read is not shared with other requests.
    page.catch(() => this.#known.delete(slug));
    return page;
  }

  private async read(slug: string): Promise<PublishedPage | null> {
    const pages = this.context.database.getRepository(StatusPageEntity);
    const row = await pages.findOneBy({ slug: slug.replaceAll('\0', ''), isPublished: true });
    return row ? { row, summary: await readSummary(this.context, row) } : null;
  }
}
