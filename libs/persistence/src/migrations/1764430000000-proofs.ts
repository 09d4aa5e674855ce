import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. What people and domains prove who they are with: second factors and passkeys, and for each status page that has a
 * domain of its own why it may be served there. The domains that there are go on as confirmed by an admin. A session knows
 * how it began, and when its owner last gave proof; sessions of the release before have neither.
 */
export class Proofs1764430000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions ADD COLUMN method text, ADD COLUMN proved_at timestamptz;

      CREATE TABLE totp_factors (
        user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        sealed_secret text NOT NULL,
        confirmed_at timestamptz,
        spent_step bigint NOT NULL DEFAULT 0
      );

      CREATE TABLE passkeys (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        name text NOT NULL,
        credential_id text NOT NULL CONSTRAINT passkeys_credential UNIQUE,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        transports text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz
      );
      CREATE INDEX passkeys_user ON passkeys (user_id);

      CREATE TABLE recovery_codes (
        code_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE
      );
      CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

      CREATE TABLE spent_challenges (
        challenge_hash bytea PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );

      CREATE TABLE access_rules (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        requires_second_factor boolean NOT NULL
      );
      INSERT INTO access_rules (requires_second_factor) VALUES (false);

      CREATE TABLE status_page_domains (
        page_id uuid PRIMARY KEY REFERENCES status_pages (id) ON DELETE CASCADE,
        domain text NOT NULL,
        proved_by text NOT NULL CHECK (proved_by IN ('dns', 'admin')),
        proved_at timestamptz NOT NULL DEFAULT now()
      );
      INSERT INTO status_page_domains (page_id, domain, proved_by)
        SELECT id, domain, 'admin' FROM status_pages WHERE domain IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE status_page_domains, access_rules, spent_challenges, recovery_codes, passkeys, totp_factors;
      ALTER TABLE sessions DROP COLUMN method, DROP COLUMN proved_at;
    `);
  }
}
