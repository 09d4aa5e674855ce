import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. A monitor that is deleted leaves the pages and the updates that named it.
 */
export class StatusPages1764350000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE status_pages (
        id uuid PRIMARY KEY,
        slug text NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        logo text,
        domain text,
        visibility text NOT NULL,
        password_hash text,
        group_names text[] NOT NULL,
        show_url boolean NOT NULL,
        is_published boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT status_pages_slug UNIQUE (slug),
        CONSTRAINT status_pages_domain UNIQUE (domain),
        CHECK (visibility <> 'password' OR password_hash IS NOT NULL)
      );

      CREATE TABLE status_page_monitors (
        page_id uuid NOT NULL REFERENCES status_pages (id) ON DELETE CASCADE,
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        group_index integer NOT NULL,
        position integer NOT NULL,
        label text,
        PRIMARY KEY (page_id, monitor_id)
      );
      CREATE INDEX status_page_monitors_monitor ON status_page_monitors (monitor_id);

      CREATE TABLE status_updates (
        id uuid PRIMARY KEY,
        page_id uuid NOT NULL REFERENCES status_pages (id) ON DELETE CASCADE,
        title text NOT NULL,
        state text NOT NULL,
        starts_at timestamptz NOT NULL,
        resolved_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX status_updates_page ON status_updates (page_id, starts_at DESC);

      CREATE TABLE status_update_monitors (
        update_id uuid NOT NULL REFERENCES status_updates (id) ON DELETE CASCADE,
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        PRIMARY KEY (update_id, monitor_id)
      );
      CREATE INDEX status_update_monitors_monitor ON status_update_monitors (monitor_id);

      CREATE TABLE status_update_messages (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        update_id uuid NOT NULL REFERENCES status_updates (id) ON DELETE CASCADE,
        state text NOT NULL,
        body text NOT NULL,
        posted_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX status_update_messages_update ON status_update_messages (update_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE status_update_messages, status_update_monitors, status_updates, status_page_monitors, status_pages;
    `);
  }
}
