-- The roles of Wakeful in the database that this runs in: the owner of the tables, as whom `migrate` works, and one for each
-- service with what it needs (libs/persistence/src/roles). None is a superuser. May run again, and on a database that had one role
-- for all: its tables get the owner. Run by an administrator of the server; passwords are given apart, as in 2-passwords.sh.

DO $$
DECLARE
  role text;
  it record;
BEGIN
  FOREACH role IN ARRAY ARRAY['wakeful_owner', 'wakeful_gateway', 'wakeful_scheduler', 'wakeful_recorder', 'wakeful_notifier'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role);
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
  END LOOP;
  -- Only a member of the owner may give it tables and schemas. A superuser needs no membership.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT wakeful_owner TO %I', current_user);
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO wakeful_owner', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  ALTER SCHEMA public OWNER TO wakeful_owner;
  FOR it IN
    SELECT c.oid::regclass AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND c.relowner <> 'wakeful_owner'::regrole
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO wakeful_owner', it.name);
  END LOOP;
  FOR it IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'wakeful_owner'::regrole
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('ALTER ROUTINE %s OWNER TO wakeful_owner', it.name);
  END LOOP;
END $$;
