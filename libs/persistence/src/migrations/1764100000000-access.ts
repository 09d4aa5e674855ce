import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Tokens and keys are random and long, so that a plain SHA-256 of them is enough; passwords are argon2id. What
 * counts requests and attempts is UNLOGGED: cheap to write, and forgotten in a crash of Postgres without harm.
 */
export class Access1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
        enabled boolean NOT NULL DEFAULT true,
        password_hash text,
        oidc_subject text CONSTRAINT users_oidc_subject UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        last_login_at timestamptz
      );
      CREATE UNIQUE INDEX users_email ON users (lower(email));

      CREATE TABLE sessions (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX sessions_user ON sessions (user_id);

      CREATE TABLE login_links (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX login_links_user ON login_links (user_id);

      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        user_id uuid REFERENCES users (id) ON DELETE CASCADE,
        name text NOT NULL,
        hint text NOT NULL,
        key_hash bytea NOT NULL CONSTRAINT api_keys_key_hash UNIQUE,
        scope text NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
        is_bootstrap boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      CREATE INDEX api_keys_user ON api_keys (user_id);

      CREATE TABLE audit_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_kind text NOT NULL,
        actor_id uuid,
        actor_name text NOT NULL,
        method text NOT NULL,
        address text,
        request_id text,
        operation text NOT NULL,
        target_kind text,
        target_id text,
        fields text[] NOT NULL DEFAULT '{}',
        before jsonb,
        after jsonb
      );
      CREATE INDEX audit_log_at ON audit_log (at);
      CREATE INDEX audit_log_target ON audit_log (target_kind, target_id, id);
      CREATE INDEX audit_log_actor ON audit_log (actor_id, id);

      CREATE UNLOGGED TABLE login_attempts (
        subject text PRIMARY KEY,
        window_start timestamptz NOT NULL,
        attempts integer NOT NULL
      );

      CREATE UNLOGGED TABLE request_counts (
        subject text PRIMARY KEY,
        window_start timestamptz NOT NULL,
        requests integer NOT NULL
      ) WITH (fillfactor = 50);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE request_counts, login_attempts, audit_log, api_keys, login_links, sessions, users;');
  }
}
