import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** The name in Postgres of what is `camelCase` in TypeScript. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Lets TypeORM find `created_at` for `createdAt`. */
export class SnakeCaseNames extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }
}
