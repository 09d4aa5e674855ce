import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { ConfigError, type Environment, loadConfig, readVariables } from './config.js';

/** The command line is not understood; the message is what to show. Programs end with exit code 2. */
export class UsageError extends Error {
  readonly code = 'USAGE';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export interface CommandLine {
  readonly wants: 'start' | 'help' | 'print-config';
  /** What the flags set, by the names of the variables that they stand for. */
  readonly flags: Environment;
}

/** What documents, `--help` and the log say of one variable. */
export interface VariableDescription {
  readonly name: string;
  /** `--checker-concurrency` for `CHECKER_CONCURRENCY`. */
  readonly flag: string;
  readonly text: string;
  /** As it would be written; null: there is none. */
  readonly fallback: string | null;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
}

const flagOf = (name: string): string => `--${name.toLowerCase().replaceAll('_', '-')}`;

/** The default of a schema, looking through what transforms it; undefined: it has none. */
function defaultOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodPipe) return defaultOf(schema.def.in);
  return undefined;
}

/** Describes the variables of a program in the order of their definition. */
export function describeVariables(variables: z.ZodObject): VariableDescription[] {
  return Object.entries(variables.shape).map(([name, schema]) => {
    const { description = '', isSecret = false } = z.globalRegistry.get(schema) ?? {};
    const fallback = defaultOf(schema);
    return {
      ...{ name, flag: flagOf(name), text: description, isSecret: isSecret === true },
      fallback: fallback === undefined ? null : String(fallback),
      isRequired: !z.safeParse(schema, undefined).success,
    };
  });
}

/**
 * Reads `--name value` and `--name=value` for the variables of a program, `--help` and `--print-config`.
 * @throws UsageError for the first argument that is not understood.
 */
export function parseCommandLine(variables: z.ZodObject, args: readonly string[]): CommandLine {
  const names = new Map(Object.keys(variables.shape).map((name) => [flagOf(name), name]));
  const flags: Record<string, string> = {};
  let wants: CommandLine['wants'] = 'start';
  const left = [...args];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const [flag = '', given] = splitAtEquals(argument);
    if (flag === '--help') wants = 'help';
    else if (flag === '--print-config') wants = wants === 'help' ? wants : 'print-config';
    else {
      const name = names.get(flag);
      if (name === undefined) throw new UsageError(unknownFlag(flag, [...names.keys(), '--help', '--print-config']));
      if (isSecretVariable(variables, name))
        throw new UsageError(
          `${flag} would show the secret to every user of this machine. Set ${name} or ${name}_FILE.`,
        );
      const value = given ?? (left[0]?.startsWith('--') ? undefined : left.shift());
      if (value === undefined) throw new UsageError(`${flag} needs a value, as in ${flag}=…`);
      if (shown(value, false) !== value)
        throw new UsageError(
          `${flag} would show the password in it to every user of this machine. Set ${name} or ${name}_FILE.`,
        );
      flags[name] = value;
    }
  }
  return { wants, flags };
}

const isSecretVariable = (variables: z.ZodObject, wanted: string): boolean =>
  describeVariables(variables).some(({ name, isSecret }) => isSecret && name === wanted);

function splitAtEquals(argument: string): [flag: string, value?: string] {
  const at = argument.indexOf('=');
  return at === -1 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}

const unknownFlag = (flag: string, known: readonly string[]): string =>
  flag.startsWith('--')
    ? `There is no option ${flag}. Did you mean ${closest(flag, known)}? --help lists all.`
    : `"${flag}" is not an option. --help lists all.`;

/** The text of `--help`: every option with its variable, its default and its meaning. */
export function helpText(program: string, variables: z.ZodObject): string {
  const options = describeVariables(variables).map(
    ({ name, flag, text, fallback, isRequired, isSecret }) =>
      `  ${isSecret ? name : `${flag}, ${name}`} (${isRequired ? 'required' : fallback ? `default ${fallback}` : 'no default'})\n      ${text}`,
  );
  return [
    `Usage: ${program} [options]`,
    '',
    'Each option stands for an environment variable and overrides it. A variable may also be given as <NAME>_FILE, the path of a\nfile that holds the value. Secrets are not options: every user of the machine can read a command line.',
    '',
    ...options,
    '  --print-config\n      Print the configuration in force, and where each value is from, and exit',
    '  --help\n      Print this text and exit',
  ].join('\n');
}

/** An option overrides its variable and the file of it, also by an empty text. */
const withFlags = (environment: Environment, flags: Environment): Environment => ({
  ...environment,
  ...flags,
  ...Object.fromEntries(Object.keys(flags).map((name) => [`${name}_FILE`, undefined])),
});

/** Hides what must not be shown: secrets, and passwords in addresses. */
const shown = (value: string, isSecret: boolean): string =>
  isSecret
    ? '***'
    : value
        .replaceAll(/(:\/\/[^/@\s:]*):[^\s,?#]*@/g, '$1:***@')
        .replaceAll(/([?&](?:password|sslpassword|token)=)[^&\s]*/gi, '$1***');

/** The lines of `--print-config`: the value of each variable, secrets as `***`, and where it is from. */
export function configText(variables: z.ZodObject, flags: Environment, environment: Environment): string {
  const values = readVariables(variables, withFlags(environment, flags), []);
  const origin = (name: string): string => {
    if (flags[name] !== undefined) return 'option';
    if (environment[name]) return 'environment';
    return `file ${environment[`${name}_FILE`] ?? ''}`;
  };
  return describeVariables(variables)
    .map(({ name, fallback, isSecret }) => {
      const value = values[name];
      if (value !== undefined) return `${name}=${shown(value, isSecret)}  (${origin(name)})`;
      return fallback === null ? `${name} is not set` : `${name}=${fallback}  (default)`;
    })
    .join('\n');
}

/**
 * Does what the command line of a program asks for: prints and ends the process, or returns the environment that its flags
 * change. What is not understood is said on standard error, with exit code 2.
 */
export function environmentOfProgram(
  program: string,
  variables: z.ZodObject,
  args: readonly string[] = process.argv.slice(2),
): Environment {
  try {
    const { wants, flags } = parseCommandLine(variables, args);
    const environment = withFlags(process.env, flags);
    if (wants === 'start') return environment;
    console.log(wants === 'help' ? helpText(program, variables) : configText(variables, flags, process.env));
    if (wants === 'print-config') loadConfig(variables, environment);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
