import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Partitions are made and dropped by functions of their owner, so that a role which owns no table can do so, and
 * nothing else of it.
 */
export class PartitionFunctions1764440000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as { schema: string }[];
    const definer = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${row?.schema ?? 'public'}, pg_temp`;
    // Created as a table and then attached, as CREATE TABLE … PARTITION OF would wait for every reader and writer of the
    // parent, and let none pass meanwhile.
    await runner.query(`
      CREATE FUNCTION make_partition(parent text, at timestamptz) RETURNS void ${definer} AS $$
      DECLARE
        is_monthly boolean := parent = 'check_rollups';
        begins timestamptz := date_trunc(CASE WHEN is_monthly THEN 'month' ELSE 'day' END, at, 'UTC');
        ends timestamptz := (begins AT TIME ZONE 'UTC' + CASE WHEN is_monthly THEN interval '1 month' ELSE interval '1 day' END)
                            AT TIME ZONE 'UTC';
        partition text := parent || to_char(begins AT TIME ZONE 'UTC', CASE WHEN is_monthly THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
      BEGIN
        IF parent NOT IN ('checks', 'network_events', 'check_rollups') THEN
          RAISE EXCEPTION 'no table with partitions: %', parent;
        END IF;
        IF EXISTS (SELECT FROM pg_class WHERE relname = partition AND relnamespace = current_schema()::regnamespace) THEN
          RETURN;
        END IF;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition, begins, ends);
      END $$`);
    // What is not over yet is still written to.
    await runner.query(`
      CREATE FUNCTION drop_partition(partition text) RETURNS void ${definer} AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
           WHERE child.relname = partition AND child.relnamespace = current_schema()::regnamespace
             AND parent.relname IN ('checks', 'network_events', 'check_rollups')
             AND substring(pg_get_expr(child.relpartbound, child.oid) FROM $bound$TO \\('([^']+)'\\)$bound$)::timestamptz <= now()
        ) THEN
          RETURN;
        END IF;
        EXECUTE format('DROP TABLE %I', partition);
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION make_partition(text, timestamptz), drop_partition(text) FROM PUBLIC');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION make_partition(text, timestamptz), drop_partition(text)');
  }
}
