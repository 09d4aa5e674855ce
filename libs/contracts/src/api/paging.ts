import { z } from 'zod';

export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 50;

/** Query parameters of every list that is read page by page. */
export const pageParameters = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).meta({ description: 'Page number, starting at 1.' }),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
};

/** One page of a list, with the number of all its items. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    total: z.int().min(0),
    page: z.int().min(1),
    pageSize: z.int().min(1).max(MAX_PAGE_SIZE),
  });

export interface Page<Item> {
  items: Item[];
  total: number;
  page: number;
  pageSize: number;
}

/** A part of a time series. Request the rest with `nextCursor`; null: there is no more. */
export const seriesOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Series<Item> {
  items: Item[];
  nextCursor: string | null;
}

export const cursorParameter = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .meta({ description: 'The nextCursor of the previous response.' });

const EARLIEST_YEAR = 1970;
const LATEST_YEAR = 2199;

/** A point in time in a query, with or without an offset from UTC. */
export const timeParameter = z.iso
  .datetime({ offset: true, abort: true, error: 'must be a time such as 2026-01-31T12:00:00Z' })
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return year >= EARLIEST_YEAR && year <= LATEST_YEAR;
  }, `must be between the years ${EARLIEST_YEAR} and ${LATEST_YEAR}`)
  .meta({ example: '2026-01-31T12:00:00Z' });

/** A yes or no in a query. */
export const booleanParameter = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .meta({ example: 'true' });

export const idParameters = z.object({ id: z.uuid().meta({ example: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' }) });
export type IdParameters = z.output<typeof idParameters>;
