import { Inject, Injectable } from '@nestjs/common';
import { changesOf, insertLocation, locationByName, rowsOf } from '@wakeful/persistence';
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
    await changesOf(this.dataSource, insertLocation, { name });
    const [location] = await rowsOf(this.dataSource, locationByName, { name });
    if (!location) throw new Error(`the location ${name} has no number`);
    this.#ids.set(name, location.id);
    return location.id;
  }
}
