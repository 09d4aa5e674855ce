import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OutageLog } from '@wakeful/platform';
import type { FastifyRequest } from 'fastify';
import { isSchemaBehind, publishedDomains, rowsOf } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { hostOf } from './host-of.js';
import { FRESH_SECONDS } from './published-pages.js';

const RETRY_MS = 1_000;

/** Where a visitor is on a page: what its links begin with, and its whole address. */
export interface PageAddress {
  readonly path: string;
  readonly url: string;
}

/**
 * Which hosts are a page each. All of them are read together and in advance, so that host names which somebody makes up
 * ask Postgres for nothing. While it is away, those known last go on.
 */
@Injectable()
export class PageDomains implements OnApplicationBootstrap, OnModuleDestroy {
  #slugs: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly context: GatewayContext,
    private readonly outages: OutageLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  /**
   * The page that is all there is on a host; null: the host is Wakeful's own.
   * @param header of the request; nobody else's word counts, as a cache before us tells pages apart by nothing else
   */
  slugOf(header: string | undefined): string | null {
    return this.#slugs.get(hostOf(header)) ?? null;
  }

  /** Built from what was configured, never from what the request says. */
  addressOf({ headers }: FastifyRequest, slug: string): PageAddress {
    const { publicUrl } = this.context.settings;
    if (this.slugOf(headers.host) !== slug) return { path: `/status/${slug}`, url: `${publicUrl}/status/${slug}` };
    const url = new URL(publicUrl);
    url.hostname = hostOf(headers.host);
    return { path: '', url: url.origin };
  }

  /** Reads them again, and once more when they are old. */
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
      if (!this.#isStopping && !this.outages.explains(error) && !isSchemaBehind(error)) {
        this.context.logger.warn({ err: error }, 'the domains of status pages could not be read, trying again');
      }
      return false;
    }
  }
}
