import { assertion, createMonitor, type FieldProblem, type MonitorConfig, updateMonitor } from '@wakeful/contracts';
import { monitorProblems } from '@wakeful/domain';
import { z } from 'zod';
import { rulesBeyondShape } from '../http/rules-beyond-shape.js';

type ReadableFields = Partial<Omit<MonitorConfig, 'assertions'>> & {
  assertions: (MonitorConfig['assertions'][0] | null)[];
};

const object = z.record(z.string(), z.unknown());
const list = z.array(z.unknown());
/** The maximum per monitor. Validating a pattern takes time, and a request may contain very many. */
const MAX_ASSERTIONS = 50;

/** The fields of a monitor that have the right shape, each by itself. */
function readableFields(schema: z.ZodObject, input: Record<string, unknown>): ReadableFields {
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    const parsed = z.safeParse(field, input[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  const sent = list.safeParse(input['assertions']).data ?? [];
  const assertions = sent.slice(0, MAX_ASSERTIONS).map((one) => assertion.safeParse(one).data ?? null);
  return { ...(Object.fromEntries(fields) as Partial<MonitorConfig>), assertions };
}

function problemsOf(schema: z.ZodObject, input: unknown): FieldProblem[] {
  const fields = object.safeParse(input);
  return fields.success ? monitorProblems(readableFields(schema, fields.data)) : [];
}

/** Makes the rules of monitors known to the pipe that validates requests. */
export function tellRulesOfMonitors(): void {
  for (const schema of [createMonitor, updateMonitor]) {
    rulesBeyondShape.set(schema, (input) => problemsOf(schema, input));
  }
}
