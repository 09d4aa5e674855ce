import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isSchemaBehind, publishedDomains, rowsOf } from '@wakeful/persistence';
import { DependencyLog } from '@wakeful/platform';
import type { FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { FRESH_SECONDS } from './published-pages.js';

/** The hostname of a Host header: lower case, without the port and the root dot. */
export const hostOf = (header: string | undefined): string =>
  (header ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');

const RETRY_MS = 1_000;

/** The location of a page: the path prefix of its links, and its full URL. */
export interface PageAddress {
  readonly path: string;
  readonly url: string;
}

/**
 * The custom domains of status pages. All are read in advance, so that requests for made-up hostnames never query
 * Postgres. While Postgres is unavailable, the last known ones stay in use.
 */
@Injectable()
export class PageDomains implements OnApplicationBootstrap, OnModuleDestroy {
  #slugs: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly context: GatewayContext,
    private readonly dependencies: DependencyLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  /**
   * The page served on a host; null for Wakeful's own host.
   * @param header the Host header; forwarded headers are ignored, because a cache in front of Wakeful keys pages by
   * Host only
   */
  slugOf(header: string | undefined): string | null {
    return this.#slugs.get(hostOf(header)) ?? null;
  }

  /** Built from the configuration, never from the request. */
  addressOf({ headers }: FastifyRequest, slug: string): PageAddress {
    const { publicUrl } = this.context.settings;
    if (this.slugOf(headers.host) !== slug) return { path: `/status/${slug}`, url: `${publicUrl}/status/${slug}` };
    const url = new URL(publicUrl);
    url.hostname = hostOf(headers.host);
    return { path: '', url: url.origin };
  }

  /** Refreshes the domains, and again when they are outdated. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const isRead = await this.read();
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => void this.refresh(), isRead ? FRESH_SECONDS * 1000 : RETRY_MS).unref();
  }

  private async read(): Promise<boolean> {
    try {
      const rows = await rowsOf(this.context.database, publishedDomains);
      const own = new URL(this.context.settings.publicUrl).hostname;
      this.#slugs = new Map(rows.filter(({ domain }) => domain !== own).map(({ domain, slug }) => [domain, slug]));
      return true;
    } catch (error) {
      if (!this.#isStopping && !this.dependencies.explains(error) && !isSchemaBehind(error)) {
        this.context.logger.warn({ err: error }, 'could not read the domains of status pages, retrying');
      }
      return false;
    }
  }
}
