import type { DeliveryKind, TemplateField } from '@wakeful/contracts';

export type Severity = 'critical' | 'warning' | 'info' | 'good';

/** What there is to tell, for any medium. Nothing in it is escaped. */
export interface AlertMessage {
  /** Of the delivery: the same at every try, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly kind: DeliveryKind | 'test';
  readonly severity: Severity;
  readonly title: string;
  /** One sentence or several lines. */
  readonly summary: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly occurredAt: string;
  /** For receivers that keep incidents; null: it is none. */
  readonly incident: { readonly key: string; readonly action: 'open' | 'close' } | null;
  /** For machines. */
  readonly values: Readonly<Record<TemplateField, string | number | null>>;
}

type Values = AlertMessage['values'];

const NOTHING: Omit<Values, 'id' | 'kind' | 'severity' | 'title' | 'summary' | 'occurredAt'> = {
  monitorId: null,
  monitorName: null,
  monitorUrl: null,
  windowId: null,
  startedAt: null,
  endedAt: null,
  durationSeconds: null,
  reason: null,
  detail: '',
  diagnosis: null,
  availability24h: null,
  windowUrl: null,
  monitorPageUrl: null,
  debugSessionUrl: null,
  screenshotUrl: null,
};

/** A message with its values for machines: what it says to people, and what else is known. */
export function alertMessage(message: Omit<AlertMessage, 'values'>, about: Partial<Values> = {}): AlertMessage {
  const { id, kind, severity, title, summary, occurredAt } = message;
  return { ...message, values: { ...NOTHING, id, kind, severity, title, summary, occurredAt, ...about } };
}

/** A text of at most so many characters. */
export const clip = (text: string, maxCharacters: number): string =>
  text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 1).toWellFormed()}…`;

/** The whole message as plain lines. */
export function plainText({ summary, facts, links }: AlertMessage): string {
  const lines = facts.map(({ name, value }) => `${name}: ${value}`);
  return [summary, ...lines, ...links.map(({ label, url }) => `${label}: ${url}`)].join('\n');
}
