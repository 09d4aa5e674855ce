import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The small numbers under which locations are stored with each check. */
@Injectable()
export class Locations {
  readonly #ids = new Map<string, number>();

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** The number of a location; a new name gets one. Committed at once, so that it can be kept in memory. */
  async idOf(name: string): Promise<number> {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    await this.dataSource.query('INSERT INTO locations (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
    const rows = await this.dataSource.query<{ id: number }[]>('SELECT id FROM locations WHERE name = $1', [name]);
    const id = rows[0]?.id;
    if (id === undefined) throw new Error(`the location ${name} has no number`);
    this.#ids.set(name, id);
    return id;
  }
}
