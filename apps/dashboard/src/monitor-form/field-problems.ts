import {
  createMonitor,
  type FieldProblem,
  HIDDEN_SECRET,
  issueProblems,
  issueSentence,
  updateMonitor,
} from '@wakeful/contracts';
import { fieldSentence } from '../parts/field-sentence.js';
import { fieldsOfRow, textFieldOf } from './assertion-rows.js';
import { type FormSection, type FormState, isBodyless, numberFields, plainFields } from './form-state.js';
import { changesOf, filledHeaders, newMonitorOf } from './monitor-input.js';

const authFields = {
  none: [],
  basic: ['auth.username', 'auth.password'],
  digest: ['auth.username', 'auth.password'],
  bearer: ['auth.token'],
  oauth2: ['auth.tokenUrl', 'auth.clientId', 'auth.clientSecret', 'auth.scope', 'auth.audience'],
} as const satisfies Record<FormState['authType'], string[]>;

/** Every field that can show a problem, by path, in page order; the URL is in no section. */
function fieldPaths(form: FormState): Map<string, FormSection | null> {
  const paths = new Map<string, FormSection | null>([['url', null]]);
  const add = (section: FormSection, ...names: string[]): void => names.forEach((name) => paths.set(name, section));
  /** The fields that are the same in the form and the API. */
  const addOthers = (section: FormSection): void => {
    for (const [name, place] of Object.entries({ ...plainFields, ...numberFields })) {
      if (place === section) add(section, name);
    }
  };
  add('basics', 'name');
  addOthers('basics');
  add('request', 'method', 'timeoutMs', ...(isBodyless(form.method) ? [] : ['body']));
  form.headers.forEach((_, index) => add('request', `headers.${index}.name`, `headers.${index}.value`));
  add('request', 'headers', 'auth', ...authFields[form.authType], 'tls.verify');
  addOthers('request');
  add('connection', 'proxy');
  addOthers('connection');
  add('connection', 'tls.minVersion', 'tls.serverName', 'tls.ca', 'tls.clientCertificate', 'tls.clientKey');
  add('right', 'expectedStatus');
  form.assertions.forEach((row, index) => {
    add('right', ...fieldsOfRow(row).map((field) => `assertions.${index}.${field}`));
  });
  add('right', 'assertions', 'degradedThresholdMs');
  addOthers('right');
  addOthers('confirming');
  add('confirming', 'circuitBreaker');
  if (form.hasBreaker) add('confirming', 'circuitBreaker.failureThreshold', 'circuitBreaker.cooldownSeconds');
  addOthers('where');
  return paths;
}

/** The form path of a header problem: its row, and name or value. */
function ofHeaderRow(form: FormState, problem: FieldProblem, isAboutKey: boolean): FieldProblem {
  const name = problem.path.slice('headers.'.length);
  const found = filledHeaders(form).find(({ row }) => row.name.trim() === name);
  if (!found) return { path: 'headers', message: problem.message };
  return { path: `headers.${found.index}.${isAboutKey ? 'name' : 'value'}`, message: problem.message };
}

/** The text field of an assertion has one name in the form, whatever its name in the API. */
function ofAssertionRow(form: FormState, { path, message }: FieldProblem): FieldProblem {
  const [, index = '', field] = path.split('.');
  const type = form.assertions[Number(index)]?.type;
  if (type === undefined || field === undefined) return { path, message };
  return { path: textFieldOf[type] === field ? `assertions.${index}.text` : path, message };
}

/** An entry of a list has no field of its own, so the message names it. */
function ofListEntry(form: FormState, { path, message }: FieldProblem): FieldProblem {
  const [list, index] = path.split('.');
  if (list !== 'tags' && list !== 'expectedStatus' && list !== 'locations' && list !== 'resolvers')
    return { path, message };
  const entry = index === undefined ? undefined : form[list][Number(index)];
  return { path: list, message: entry === undefined ? message : `“${entry}” ${message}` };
}

/** A problem of the API under its form path. */
export function placed(form: FormState, problem: FieldProblem, isAboutKey?: boolean): FieldProblem {
  if (problem.path.startsWith('headers.')) {
    return ofHeaderRow(form, problem, isAboutKey ?? !problem.message.includes(HIDDEN_SECRET));
  }
  if (problem.path.startsWith('assertions.')) return ofAssertionRow(form, problem);
  return ofListEntry(form, problem);
}

/** Two rows with the same header name would silently become one. */
function repeatedHeaders(form: FormState): FieldProblem[] {
  const seen = new Set<string>();
  return filledHeaders(form).flatMap(({ row, index }) => {
    const name = row.name.trim().toLowerCase();
    const isRepeated = seen.has(name);
    seen.add(name);
    if (!isRepeated) return [];
    return [{ path: `headers.${index}.name`, message: 'is a duplicate (header names ignore case)' }];
  });
}

export type Checked<Body> = { body: Body; problems: [] } | { body: null; problems: FieldProblem[] };

function checked<Body>(
  form: FormState,
  result: { success: true; data: Body } | { success: false; error: { issues: Parameters<typeof issueProblems>[0][] } },
): Checked<Body> {
  const issues = result.success ? [] : result.error.issues;
  const problems = [
    ...issues.flatMap((issue) =>
      issueProblems(issue).map((problem) => placed(form, problem, issue.code === 'invalid_key')),
    ),
    ...repeatedHeaders(form),
  ];
  return result.success && problems.length === 0 ? { body: result.data, problems: [] } : { body: null, problems };
}

/** The body of a new monitor, or its problems. */
export const checkedNew = (form: FormState) =>
  checked(form, createMonitor.safeParse(newMonitorOf(form), { error: issueSentence }));

/** The body of an update, or its problems. */
export const checkedChanges = (form: FormState, before: FormState) =>
  checked(form, updateMonitor.safeParse(changesOf(form, before), { error: issueSentence }));

/** The problems by field, and those that belong to no field. */
export function byField(form: FormState, problems: readonly FieldProblem[]) {
  const paths = fieldPaths(form);
  const shown = new Map<string, string>();
  const rest: FieldProblem[] = [];
  for (const problem of problems) {
    if (!paths.has(problem.path)) rest.push(problem);
    else if (!shown.has(problem.path)) shown.set(problem.path, fieldSentence(problem.path, problem.message));
  }
  const first = [...paths.keys()].find((path) => shown.has(path)) ?? null;
  const sections = new Set([...shown.keys()].map((path) => paths.get(path) ?? null).filter((name) => name !== null));
  return { shown, rest, first, sections };
}
