import type { ChannelType } from '@wakeful/contracts';
import { channelTypes, type SettingsField } from './channel-types.js';

/** The placeholder of a stored secret, which is never shown. */
export const HIDDEN = '***';

/** The channel settings in the form. */
export type SettingsDraft = Readonly<Record<string, string | readonly string[]>>;

export function newDraft(type: ChannelType): SettingsDraft {
  return Object.fromEntries(
    channelTypes[type].fields.map(({ name, kind, initial = '' }) => [name, kind === 'list' ? [] : initial]),
  );
}

/** The stored settings as the form shows them, with `***` for secrets. */
export function draftOf(type: ChannelType, stored: Readonly<Record<string, unknown>>): SettingsDraft {
  return Object.fromEntries(channelTypes[type].fields.map(({ name, kind }) => [name, shown(kind, stored[name])]));
}

function shown(kind: SettingsField['kind'], value: unknown): string | string[] {
  if (kind === 'list') return Array.isArray(value) ? value.map(String) : [];
  if (value === null || value === undefined) return '';
  if (kind === 'headers') return headerLines(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const headerLines = (headers: unknown): string =>
  typeof headers === 'object' && headers !== null
    ? Object.entries(headers)
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join('\n')
    : '';

/** The form content as the API expects it; empty fields are left out. */
export function settingsOf(type: ChannelType, draft: SettingsDraft): Record<string, unknown> {
  const entries = channelTypes[type].fields.map((field) => [field.name, sent(field, draft[field.name] ?? '')] as const);
  return { type, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

function sent({ kind, isNullable }: SettingsField, value: string | readonly string[]): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'headers') return headersOf(value);
  const text = kind === 'secret' || kind === 'template' ? value : value.trim();
  if (text === '') return isNullable ? null : undefined;
  return kind === 'number' ? Number(text) : text;
}

/** Parses lines such as `Accept: text/html`. A line without a colon is a name with an empty value. */
function headersOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}
