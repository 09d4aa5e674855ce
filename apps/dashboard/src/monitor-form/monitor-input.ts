import { HIDDEN_SECRET, type MonitorConfig, type MonitorTls, type ProbeAuth } from '@wakeful/contracts';
import { assertionOfRow } from './assertion-rows.js';
import { type FormState, type HeaderRow, isBodyless, numberFieldNames, pick, plainFieldNames } from './form-state.js';
import { numberOf, numberOrNull } from './numbers.js';

/** A monitor as entered, not yet validated. */
export type MonitorInput = MonitorConfig;
export type NewMonitorInput = Omit<MonitorInput, 'name' | 'timeoutMs'> & { name?: string; timeoutMs?: number };

/** A URL without a scheme means https. */
export function withScheme(typed: string): string {
  const text = typed.trim();
  return text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

const isFilled = ({ name, value }: HeaderRow): boolean => name.trim() !== '' || value !== '';

/** The rows that are sent, each with its index in the form. */
export const filledHeaders = (form: FormState): { row: HeaderRow; index: number }[] =>
  form.headers.map((row, index) => ({ row, index })).filter(({ row }) => isFilled(row));

const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());

function authOf(form: FormState): ProbeAuth | null {
  const { authType, username, password, token, clientSecret } = form;
  switch (authType) {
    case 'none':
      return null;
    case 'basic':
    case 'digest':
      return { type: authType, username, password };
    case 'bearer':
      return { type: 'bearer', token };
    case 'oauth2': {
      const [tokenUrl, clientId] = [form.tokenUrl.trim(), form.clientId.trim()];
      const [scope, audience] = [orNull(form.scope), orNull(form.audience)];
      return { type: 'oauth2', tokenUrl, clientId, clientSecret, scope, audience };
    }
  }
}

const tlsOf = (form: FormState): MonitorTls => ({
  verify: form.tlsVerify,
  ca: orNull(form.ca),
  clientCertificate: orNull(form.clientCertificate),
  clientKey: orNull(form.clientKey),
  minVersion: form.tlsMinVersion === 'default' ? null : form.tlsMinVersion,
  serverName: orNull(form.tlsServerName),
});

const numbersOf = (form: FormState) =>
  Object.fromEntries(numberFieldNames.map((name) => [name, numberOf(form[name])])) as Pick<
    MonitorConfig,
    (typeof numberFieldNames)[number]
  >;

/** The form content under its API names; the schema validates it. */
export function inputOf(form: FormState): MonitorInput {
  return {
    ...pick(form, plainFieldNames),
    ...numbersOf(form),
    url: withScheme(form.url),
    name: form.name.trim(),
    headers: Object.fromEntries(filledHeaders(form).map(({ row }) => [row.name.trim(), row.value])),
    body: isBodyless(form.method) || form.body === '' ? null : form.body,
    auth: authOf(form),
    tls: tlsOf(form),
    proxy: orNull(form.proxy),
    timeoutMs: numberOf(form.timeoutMs),
    assertions: form.assertions.map(assertionOfRow),
    degradedThresholdMs: numberOrNull(form.degradedThresholdMs),
    circuitBreaker: form.hasBreaker
      ? { failureThreshold: numberOf(form.failureThreshold), cooldownSeconds: numberOf(form.cooldownSeconds) }
      : null,
  };
}

/** A new monitor; empty fields with an API default are left out. */
export function newMonitorOf(form: FormState): NewMonitorInput {
  const { name, timeoutMs, ...others } = inputOf(form);
  return {
    ...others,
    ...(name === '' ? {} : { name }),
    ...(form.timeoutMs === '' ? {} : { timeoutMs }),
  };
}

/** Only the changed fields. What the form cannot represent exactly is equal on both sides. */
export function changesOf(form: FormState, before: FormState): Partial<MonitorInput> {
  const old = new Map(Object.entries(inputOf(before)).map(([field, value]) => [field, JSON.stringify(value)]));
  return Object.fromEntries(
    // An empty number is null in JSON and so always counts as changed.
    Object.entries(inputOf(form)).filter(([field, value]) => old.get(field) !== JSON.stringify(value)),
  );
}

/** Whether the form contains a stored secret, which only the server knows. */
export const hasHiddenSecrets = (form: FormState): boolean =>
  form.headers.some(({ value }) => value === HIDDEN_SECRET) ||
  Object.values(authOf(form) ?? {}).includes(HIDDEN_SECRET) ||
  form.clientKey.trim() === HIDDEN_SECRET ||
  form.proxy.includes(`//${HIDDEN_SECRET}@`);
