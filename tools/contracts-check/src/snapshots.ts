import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageContract, messageContracts } from '@wakeful/contracts';
import { z } from 'zod';
import { incompatibilities, type JsonValue } from './compatibility.js';

export interface SnapshotProblem {
  contract: string;
  problems: string[];
}

const titleOf = (contract: MessageContract): string => `${contract.name}.v${contract.version}`;

const schemaOf = (contract: MessageContract): JsonValue =>
  JSON.parse(JSON.stringify(z.toJSONSchema(contract.schema, { io: 'input' }))) as JsonValue;

/** Compares every message with its committed snapshot. A message that differs at all needs a new snapshot. */
export function checkSnapshots(folder: string): SnapshotProblem[] {
  return messageContracts.flatMap((contract) => {
    const path = join(folder, `${titleOf(contract)}.json`);
    if (!existsSync(path)) return [{ contract: titleOf(contract), problems: ['has no snapshot'] }];
    const before = JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
    const after = schemaOf(contract);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const breaking = incompatibilities(before, after);
    return [
      {
        contract: titleOf(contract),
        problems: breaking.length > 0 ? breaking : ['has a newer shape than its snapshot'],
      },
    ];
  });
}

/** Writes the snapshots of compatible changes. Returns the messages that changed incompatibly: they need a new version. */
export function updateSnapshots(folder: string): SnapshotProblem[] {
  mkdirSync(folder, { recursive: true });
  return messageContracts.flatMap((contract) => {
    const path = join(folder, `${titleOf(contract)}.json`);
    const after = schemaOf(contract);
    const breaking = existsSync(path)
      ? incompatibilities(JSON.parse(readFileSync(path, 'utf8')) as JsonValue, after)
      : [];
    if (breaking.length > 0) return [{ contract: titleOf(contract), problems: breaking }];
    writeFileSync(path, `${JSON.stringify(after, null, 2)}\n`);
    return [];
  });
}
