import {
  type ChannelSettings,
  channelSettings,
  type ChannelType,
  type CreateNotificationChannel,
  type FieldProblem,
  HIDDEN_SECRET,
  type NotificationChannelResponse,
  secretFieldsOf,
  templateFields,
} from '@wakeful/contracts';
import { BodyTemplateError, renderBodyTemplate } from '@wakeful/domain';
import type { NotificationChannelEntity } from '@wakeful/persistence';
import type { SecretBox } from '@wakeful/platform';
import { InvalidRequestError } from '../http/request-error.js';

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

/** What is configured about a channel, with its secrets. */
type ChannelConfig = CreateNotificationChannel;
type ChannelColumns = Omit<NotificationChannelEntity, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

const sampleValues = Object.fromEntries(templateFields.map((name) => [name, 'a "text"']));

function templateProblems(settings: ChannelSettings): FieldProblem[] {
  if (settings.type !== 'webhook' || settings.bodyTemplate === null) return [];
  try {
    renderBodyTemplate(settings.bodyTemplate, sampleValues);
    return [];
  } catch (error) {
    if (!(error instanceof BodyTemplateError)) throw error;
    return [{ path: 'settings.bodyTemplate', message: error.message }];
  }
}

/** @throws InvalidRequestError */
export function assertChannel({ settings, allMonitors, monitorIds, tags }: ChannelConfig): void {
  const problems = [...missingChannelSecrets(settings), ...templateProblems(settings)];
  if (!allMonitors && monitorIds.length === 0 && tags.length === 0) {
    problems.push({ path: 'allMonitors', message: 'must be true unless monitorIds or tags are given' });
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

/** How a channel is stored. */
export function channelColumns({ settings, ...config }: ChannelConfig, box: SecretBox): ChannelColumns {
  return {
    ...config,
    type: settings.type,
    shownSettings: hideChannelSecrets(settings),
    sealedSettings: box.seal(JSON.stringify(settings)),
  };
}

/** @throws SealedSecretError */
export function channelConfigOf(row: NotificationChannelEntity, box: SecretBox): ChannelConfig {
  const { name, enabled, events, allMonitors, monitorIds, tags } = row;
  const { reminderMinutes, waitForDiagnosisSeconds, stormThreshold } = row;
  const settings = channelSettings.parse(JSON.parse(box.open(row.sealedSettings)));
  return {
    name,
    enabled,
    settings,
    events,
    allMonitors,
    monitorIds,
    tags,
    reminderMinutes,
    waitForDiagnosisSeconds,
    stormThreshold,
  };
}

/** A channel as the API shows it. */
export function channelResponseOf(row: NotificationChannelEntity): NotificationChannelResponse {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled,
    settings: { ...row.shownSettings },
    events: row.events,
    allMonitors: row.allMonitors,
    monitorIds: row.monitorIds,
    tags: row.tags,
    reminderMinutes: row.reminderMinutes,
    waitForDiagnosisSeconds: row.waitForDiagnosisSeconds,
    stormThreshold: row.stormThreshold,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
