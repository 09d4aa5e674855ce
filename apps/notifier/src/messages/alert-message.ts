import type { DeliveryKind, TemplateField } from '@wakeful/contracts';
import { cutText } from './cut-text.js';
import type { Told } from './read-thread.js';

export type Severity = 'critical' | 'warning' | 'info' | 'good';

/** The incident that a message opens, or those that it closes. */
export type Incident =
  { readonly action: 'open'; readonly key: string } | { readonly action: 'close'; readonly keys: readonly string[] };

/** A message for any medium. Nothing in it is escaped. */
export interface AlertMessage {
  /** The delivery ID, the same at every attempt, so that a receiver can detect repeats. */
  readonly id: string;
  readonly kind: DeliveryKind | 'test';
  readonly severity: Severity;
  readonly title: string;
  /** One sentence or several lines. */
  readonly summary: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly occurredAt: string;
  /** For receivers that keep incidents; null if it is not about one. */
  readonly incident: Incident | null;
  /** The outages that it tells of for the first time; at an end, those that it ends. */
  readonly windowIds?: readonly string[];
  /** What all messages of one incident have in common. */
  readonly thread?: string;
  /** What its thread has heard when it has arrived. */
  readonly told?: Told | null;
  /** For machines. */
  readonly values: Readonly<Record<TemplateField, string | number | null>>;
}

type Values = AlertMessage['values'];

const NOTHING: Omit<Values, 'id' | 'kind' | 'severity' | 'title' | 'summary' | 'occurredAt'> = {
  monitorId: null,
  monitorName: null,
  monitorUrl: null,
  windowId: null,
  incidentId: null,
  startedAt: null,
  endedAt: null,
  durationSeconds: null,
  reason: null,
  detail: '',
  diagnosis: null,
  availability24h: null,
  windowUrl: null,
  incidentUrl: null,
  monitorPageUrl: null,
  debugSessionUrl: null,
  screenshotUrl: null,
};

/** A message with its machine-readable values. */
export function alertMessage(message: Omit<AlertMessage, 'values'>, about: Partial<Values> = {}): AlertMessage {
  const { id, kind, severity, title, summary, occurredAt } = message;
  return { ...message, values: { ...NOTHING, id, kind, severity, title, summary, occurredAt, ...about } };
}

/** The message as plain text, of at most `maxCharacters`; links are never cut. */
export function plainText({ summary, facts, links }: AlertMessage, maxCharacters = Infinity): string {
  const body = [summary, ...facts.map(({ name, value }) => `${name}: ${value}`)].filter(Boolean).join('\n');
  const tail = links.map(({ label, url }) => `\n${label}: ${url}`).join('');
  return `${cutText(body, maxCharacters - tail.length)}${tail}`.trim();
}
