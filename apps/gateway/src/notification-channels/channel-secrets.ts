import {
  type ChannelSettings,
  type ChannelType,
  type FieldProblem,
  HIDDEN_SECRET,
  secretFieldsOf,
} from '@wakeful/contracts';

/** Where the secrets of a channel are sent. */
const DESTINATION_FIELDS = new Set(['url', 'host', 'port', 'security', 'serverUrl', 'apiUrl']);

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function hide(value: unknown): unknown {
  if (isObject(value)) return Object.fromEntries(Object.keys(value).map((name) => [name, HIDDEN_SECRET]));
  return value === null ? null : HIDDEN_SECRET;
}

/** What may be shown of a channel's settings. */
export function hideChannelSecrets(settings: ChannelSettings): Fields & { type: ChannelType } {
  const hidden = secretFieldsOf(settings.type).map((name) => [name, hide((settings as Fields)[name])] as const);
  return { ...settings, ...Object.fromEntries(hidden) };
}

function reveal(sent: unknown, stored: unknown): unknown {
  if (sent === HIDDEN_SECRET) return typeof stored === 'string' ? stored : HIDDEN_SECRET;
  if (!isObject(sent)) return sent;
  const known = isObject(stored) ? stored : {};
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, reveal(value, known[name])]));
}

/** A destination that is sent back as `***` is the one that is stored. */
const isMoved = (sent: Fields, stored: Fields): boolean =>
  [...DESTINATION_FIELDS].some((name) => sent[name] !== HIDDEN_SECRET && sent[name] !== stored[name]);

/**
 * Replaces every `***` that was sent back with the stored secret, unless the destination changes: otherwise whoever may
 * edit a channel could have its secrets sent to themselves.
 */
export function revealChannelSecrets(sent: ChannelSettings, stored: ChannelSettings): ChannelSettings {
  if (sent.type !== stored.type || isMoved(sent, stored)) return sent;
  const revealed = secretFieldsOf(sent.type).map(
    (name) => [name, reveal((sent as Fields)[name], (stored as Fields)[name])] as const,
  );
  return { ...sent, ...Object.fromEntries(revealed) } as ChannelSettings;
}

/** Every `***` without a stored value. */
export function missingChannelSecrets(settings: ChannelSettings): FieldProblem[] {
  const message = `is "${HIDDEN_SECRET}": enter the secret again, because none is stored or the receiver changed`;
  return secretFieldsOf(settings.type).flatMap((name) => {
    const value = (settings as Fields)[name];
    if (value === HIDDEN_SECRET) return [{ path: `settings.${name}`, message }];
    if (!isObject(value)) return [];
    const keys = Object.keys(value).filter((key) => value[key] === HIDDEN_SECRET);
    return keys.map((key) => ({ path: `settings.${name}.${key}`, message }));
  });
}
