import type { Client, Connection, Submittable } from 'pg';
import { snakeCase } from './snake-case.js';
import type { AnyStatement } from './statement.js';

interface DescribedColumn {
  name: string;
  typeOid: number;
  /** 0: it is no column of a table. */
  tableOid: number;
  columnNumber: number;
}

/** What Postgres says of a statement before it runs it. */
export interface Described {
  parameterOids: number[];
  columns: DescribedColumn[];
  typeNames: Map<number, string>;
  nullable: Set<string>;
}

interface Field {
  name: string;
  dataTypeID: number;
  tableID: number;
  columnID: number;
}

/** Parse and Describe of the extended query protocol, without Bind and Execute. */
class DescribeOnly implements Submittable {
  readonly #fields: Field[] = [];
  #parameterOids: number[] = [];
  readonly #done = Promise.withResolvers<{ parameterOids: number[]; fields: Field[] }>();

  constructor(private readonly text: string) {}

  get done(): Promise<{ parameterOids: number[]; fields: Field[] }> {
    return this.#done.promise;
  }

  submit(connection: Connection): void {
    connection.once('parameterDescription', (message: { dataTypeIDs: number[] }) => {
      this.#parameterOids = message.dataTypeIDs;
    });
    connection.parse({ text: this.text, name: '', types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.#fields.push(...message.fields);
  }

  handleError(error: Error): void {
    this.#done.reject(error);
  }

  handleReadyForQuery(): void {
    this.#done.resolve({ parameterOids: this.#parameterOids, fields: this.#fields });
  }
}

export async function describeStatement(client: Client, text: string): Promise<Described> {
  const { parameterOids, fields } = await client.query(new DescribeOnly(text)).done;
  const { rows: types } = await client.query<{ oid: number; name: string }>('SELECT oid, typname AS name FROM pg_type');
  const { rows: nullable } = await client.query<{ id: string }>(
    `SELECT attrelid || '/' || attnum AS id FROM pg_attribute WHERE NOT attnotnull AND attnum > 0`,
  );
  return {
    parameterOids,
    columns: fields.map(({ name, dataTypeID, tableID, columnID }) => ({
      name,
      typeOid: dataTypeID,
      tableOid: tableID,
      columnNumber: columnID,
    })),
    typeNames: new Map(types.map(({ oid, name }) => [oid, name])),
    nullable: new Set(nullable.map(({ id }) => id)),
  };
}

/** Where what Postgres says of a statement is not what the code says. */
export function problemsOf({ columns, parameters }: AnyStatement, described: Described): string[] {
  const typeName = (oid: number): string => described.typeNames.get(oid) ?? String(oid);
  if (columns.length !== described.columns.length) {
    return [`it has ${described.columns.length} columns, not ${columns.length}`];
  }
  const ofColumns = described.columns.flatMap(({ name, typeOid, tableOid, columnNumber }, index) => {
    const [key, type] = columns[index]!;
    const canBeNull = tableOid !== 0 && described.nullable.has(`${tableOid}/${columnNumber}`);
    return [
      ...(name === snakeCase(key) ? [] : [`column ${index + 1} is ${name}, not ${key}`]),
      ...(type.oids.includes(typeOid) ? [] : [`${name} is ${typeName(typeOid)}`]),
      ...(canBeNull && !type.isNullable && !type.isNarrowed ? [`${name} can be NULL`] : []),
    ];
  });
  const ofParameters = parameters.flatMap(({ name, oids }, index) => {
    const oid = described.parameterOids[index] ?? 0;
    return oids.includes(oid) ? [] : [`$${name} is ${typeName(oid)}`];
  });
  return [...ofColumns, ...ofParameters];
}
