/** A client or a pool of pg. */
interface Database {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** A schema of zod. */
interface RowShape<Row> {
  parse(value: unknown): Row;
}

/** Rows of a statement of a tool, each held against its shape. Services have typed statements: libs/persistence. */
export async function checkedRows<Row>(
  database: Database,
  shape: RowShape<Row>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await database.query(text, values);
  return rows.map((row) => shape.parse(row));
}

/** Runs a statement of a tool for its effect. */
export async function runStatement(database: Database, text: string, values: unknown[] = []): Promise<void> {
  await database.query(text, values);
}
