import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { repoRoot } from './services.fixture.js';

export const dockerfileText = readFileSync(join(repoRoot, 'Dockerfile'), 'utf8');

/** A target of the Dockerfile with the instructions of the stages that it is made from, its own last. */
export interface Target {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

const stages = new Map<string, { base: string; instructions: Instruction[] }>();
let current: Instruction[] = [];
for (const instruction of DockerfileParser.parse(dockerfileText).getInstructions()) {
  if (instruction.getKeyword() !== 'FROM') {
    current.push(instruction);
    continue;
  }
  const from = instruction as From;
  current = [];
  stages.set(from.getBuildStage() ?? '', { base: from.getImage() ?? '', instructions: current });
}

export const stageNames: readonly string[] = [...stages.keys()];

/** @throws for a name that is no stage */
export function targetNamed(name: string): Target {
  const stage = stages.get(name);
  if (!stage) throw new Error(`The Dockerfile has no target ${name}`);
  if (!stages.has(stage.base)) return { name, base: stage.base, instructions: stage.instructions };
  const parent = targetNamed(stage.base);
  return { name, base: parent.base, instructions: [...parent.instructions, ...stage.instructions] };
}

/** What follows `node` in the command line of a target: its flags and the file that it starts with. */
export function nodeArgumentsOf(target: Target): string[] {
  const command = ['ENTRYPOINT', 'CMD'].flatMap((part) => JSON.parse(lastOf(target, part) ?? '[]') as string[]);
  return command.slice(command.indexOf('/usr/local/bin/node') + 1);
}

/** The last instruction of a kind, as it is in effect; without its keyword. */
export const lastOf = (target: Target, keyword: string): string | undefined =>
  target.instructions.findLast((instruction) => instruction.getKeyword() === keyword)?.getArgumentsContent() ??
  undefined;
