import { type CreateMonitor, createMonitor, type MonitorFieldName, type ProbeAuth } from '@wakeful/contracts';
import { type AssertionRow, rowOfAssertion } from './assertion-rows.js';

/** The content of a number field during typing. */
export type NumberText = number | string;

export interface HeaderRow {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

export const sectionsInOrder = ['basics', 'request', 'connection', 'right', 'confirming', 'where'] as const;
export type FormSection = (typeof sectionsInOrder)[number];

/** Fields that are the same in the form and the API, in page order, with their section. */
export const plainFields = {
  description: 'basics',
  tags: 'basics',
  enabled: 'basics',
  method: 'request',
  followRedirects: 'request',
  ipFamily: 'request',
  resolvers: 'connection',
  expectedStatus: 'right',
  locations: 'where',
  debugOnDown: 'where',
  parentId: 'where',
} as const satisfies Partial<Record<MonitorFieldName, FormSection>>;

/** The same for numbers, which are text during typing. */
export const numberFields = {
  intervalSeconds: 'basics',
  maxRedirects: 'request',
  maxBodyBytes: 'right',
  confirmations: 'confirming',
  confirmationIntervalSeconds: 'confirming',
  recoveryConfirmations: 'confirming',
} as const satisfies Partial<Record<MonitorFieldName, FormSection>>;

type PlainField = keyof typeof plainFields;
type NumberField = keyof typeof numberFields;
export const plainFieldNames = Object.keys(plainFields) as PlainField[];
export const numberFieldNames = Object.keys(numberFields) as NumberField[];

/** The state of the form; flat, so that one field is one key. */
export interface FormState
  extends Readonly<Pick<CreateMonitor, PlainField>>, Readonly<Record<NumberField, NumberText>> {
  readonly url: string;
  readonly name: string;
  readonly headers: readonly HeaderRow[];
  readonly body: string;
  readonly authType: 'none' | ProbeAuth['type'];
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly audience: string;
  readonly tlsVerify: boolean;
  readonly tlsMinVersion: NonNullable<CreateMonitor['tls']['minVersion']> | 'default';
  readonly tlsServerName: string;
  readonly ca: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly proxy: string;
  readonly timeoutMs: NumberText;
  readonly assertions: readonly AssertionRow[];
  readonly degradedThresholdMs: NumberText;
  readonly hasBreaker: boolean;
  readonly failureThreshold: NumberText;
  readonly cooldownSeconds: NumberText;
}

/** A subset of an object's fields. */
export const pick = <From extends object, Name extends keyof From>(from: From, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<From, Name>;

export const newHeaderRow = (name = '', value = ''): HeaderRow => ({ id: crypto.randomUUID(), name, value });

/** Requests with this method carry no body. */
export const isBodyless = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** The form state of a monitor. */
export function formOf(monitor: CreateMonitor): FormState {
  const { auth, circuitBreaker, tls } = monitor;
  const account = auth?.type === 'basic' || auth?.type === 'digest' ? auth : null;
  const client = auth?.type === 'oauth2' ? auth : null;
  return {
    ...pick(monitor, plainFieldNames),
    ...pick(monitor, numberFieldNames),
    url: monitor.url,
    name: monitor.name ?? '',
    headers: Object.entries(monitor.headers).map(([name, value]) => newHeaderRow(name, value)),
    body: monitor.body ?? '',
    authType: auth?.type ?? 'none',
    username: account?.username ?? '',
    password: account?.password ?? '',
    token: auth?.type === 'bearer' ? auth.token : '',
    tokenUrl: client?.tokenUrl ?? '',
    clientId: client?.clientId ?? '',
    clientSecret: client?.clientSecret ?? '',
    scope: client?.scope ?? '',
    audience: client?.audience ?? '',
    tlsVerify: tls.verify,
    tlsMinVersion: tls.minVersion ?? 'default',
    tlsServerName: tls.serverName ?? '',
    ca: tls.ca ?? '',
    clientCertificate: tls.clientCertificate ?? '',
    clientKey: tls.clientKey ?? '',
    proxy: monitor.proxy ?? '',
    timeoutMs: monitor.timeoutMs ?? '',
    assertions: monitor.assertions.map(rowOfAssertion),
    degradedThresholdMs: monitor.degradedThresholdMs ?? '',
    hasBreaker: circuitBreaker !== null,
    failureThreshold: circuitBreaker?.failureThreshold ?? 5,
    cooldownSeconds: circuitBreaker?.cooldownSeconds ?? 300,
  };
}

/** The initial form state: the API's defaults. */
export const emptyForm = (): FormState => ({
  ...formOf(createMonitor.parse({ url: 'https://example.com/' })),
  url: '',
});
