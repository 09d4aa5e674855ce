import {
  assertion,
  type CreateMonitor,
  createMonitor,
  type FieldProblem,
  type MonitorConfig,
  NO_SECRETS,
  type ProbeSecrets,
  probeSecrets,
  updateMonitor,
} from '@wakeful/contracts';
import { defaultTimeoutMs, hideMonitorSecrets, monitorProblems, revealMonitorSecrets } from '@wakeful/domain';
import { z } from 'zod';
import type { Context } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { rulesBeyondShape } from '../http/schema.pipe.js';
import { tlsProblems } from './tls-material.js';

const EMPTY = JSON.stringify(NO_SECRETS);

/** Seals the part of a monitor that may hold secrets; null when there is nothing to hide. */
export function sealSecrets({ secrets }: Pick<Context, 'secrets'>, ofMonitor: ProbeSecrets): string | null {
  // The schema's order of properties, so that nothing is always written the same way.
  const text = JSON.stringify(probeSecrets.parse(ofMonitor));
  return text === EMPTY ? null : secrets.seal(text);
}

/** @throws SealedSecretError */
export const openSecrets = ({ secrets }: Pick<Context, 'secrets'>, sealed: string | null): ProbeSecrets =>
  sealed === null ? NO_SECRETS : probeSecrets.parse(JSON.parse(secrets.open(sealed)));

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

const normalUrl = (url: string): string => new URL(url).href;

/** @throws InvalidRequestError when the rules over several fields do not hold, or a secret is missing */
function soundConfig(sent: MonitorConfig, stored: MonitorConfig | null): MonitorConfig {
  const { config, problems: missing } = revealMonitorSecrets(sent, stored);
  // A key that is not there cannot be looked at.
  const problems = [...monitorProblems(config), ...missing, ...(missing.length > 0 ? [] : tlsProblems(config.tls))];
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return config;
}

/**
 * The whole configuration of a new monitor, with the defaults that depend on other fields.
 * @throws InvalidRequestError
 */
export function configOfNew(input: CreateMonitor): MonitorConfig {
  const config = {
    ...input,
    url: normalUrl(input.url),
    name: input.name ?? new URL(input.url).host.slice(0, 200),
    timeoutMs: input.timeoutMs ?? defaultTimeoutMs(input.intervalSeconds),
  };
  return soundConfig(config, null);
}

/**
 * The configuration after a change. What is not named keeps its value; a secret only while it goes the same way.
 * @throws InvalidRequestError
 */
export function changedConfig(stored: MonitorConfig, changes: Partial<MonitorConfig>): MonitorConfig {
  const sent = { ...hideMonitorSecrets(stored), ...changes };
  return soundConfig({ ...sent, url: normalUrl(sent.url) }, stored);
}
