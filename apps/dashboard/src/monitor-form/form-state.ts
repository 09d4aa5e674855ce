import { type CreateMonitor, createMonitor, type ProbeAuth } from '@wakeful/contracts';
import { type AssertionRow, rowOfAssertion } from './assertion-rows.js';

/** What a number field holds while somebody types. */
export type NumberText = number | string;

export interface HeaderRow {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

/** What the form shows; flat, so that one field is one key. */
export interface FormState {
  readonly url: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly intervalSeconds: NumberText;
  readonly enabled: boolean;
  readonly method: CreateMonitor['method'];
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
  readonly followRedirects: boolean;
  readonly maxRedirects: NumberText;
  readonly ipFamily: CreateMonitor['ipFamily'];
  readonly tlsVerify: boolean;
  readonly tlsMinVersion: NonNullable<CreateMonitor['tls']['minVersion']> | 'default';
  readonly tlsServerName: string;
  readonly ca: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly proxy: string;
  readonly resolvers: readonly string[];
  readonly timeoutMs: NumberText;
  readonly expectedStatus: readonly string[];
  readonly assertions: readonly AssertionRow[];
  readonly degradedThresholdMs: NumberText;
  readonly maxBodyBytes: NumberText;
  readonly confirmations: NumberText;
  readonly confirmationIntervalSeconds: NumberText;
  readonly recoveryConfirmations: NumberText;
  readonly hasBreaker: boolean;
  readonly failureThreshold: NumberText;
  readonly cooldownSeconds: NumberText;
  readonly locations: readonly string[];
  readonly debugOnDown: boolean;
  readonly parentId: string | null;
}

export const newHeaderRow = (name = '', value = ''): HeaderRow => ({ id: crypto.randomUUID(), name, value });

/** A request of this method carries no body. */
export const isBodyless = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** What the form shows of a monitor. */
export function formOf(monitor: CreateMonitor): FormState {
  const { auth, circuitBreaker, tls } = monitor;
  const account = auth?.type === 'basic' || auth?.type === 'digest' ? auth : null;
  const client = auth?.type === 'oauth2' ? auth : null;
  return {
    url: monitor.url,
    name: monitor.name ?? '',
    description: monitor.description,
    tags: monitor.tags,
    intervalSeconds: monitor.intervalSeconds,
    enabled: monitor.enabled,
    method: monitor.method,
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
    followRedirects: monitor.followRedirects,
    maxRedirects: monitor.maxRedirects,
    ipFamily: monitor.ipFamily,
    tlsVerify: tls.verify,
    tlsMinVersion: tls.minVersion ?? 'default',
    tlsServerName: tls.serverName ?? '',
    ca: tls.ca ?? '',
    clientCertificate: tls.clientCertificate ?? '',
    clientKey: tls.clientKey ?? '',
    proxy: monitor.proxy ?? '',
    resolvers: monitor.resolvers,
    timeoutMs: monitor.timeoutMs ?? '',
    expectedStatus: monitor.expectedStatus,
    assertions: monitor.assertions.map(rowOfAssertion),
    degradedThresholdMs: monitor.degradedThresholdMs ?? '',
    maxBodyBytes: monitor.maxBodyBytes,
    confirmations: monitor.confirmations,
    confirmationIntervalSeconds: monitor.confirmationIntervalSeconds,
    recoveryConfirmations: monitor.recoveryConfirmations,
    hasBreaker: circuitBreaker !== null,
    failureThreshold: circuitBreaker?.failureThreshold ?? 5,
    cooldownSeconds: circuitBreaker?.cooldownSeconds ?? 300,
    locations: monitor.locations,
    debugOnDown: monitor.debugOnDown,
    parentId: monitor.parentId,
  };
}

/** What the form shows before anything is typed: the defaults of the API. */
export const emptyForm = (): FormState => ({
  ...formOf(createMonitor.parse({ url: 'https://example.com/' })),
  url: '',
});
