import {
  channelSettings,
  type ChannelSettings,
  type CreateNotificationChannel,
  type FieldProblem,
  type NotificationChannelResponse,
  templateFields,
} from '@wakeful/contracts';
import { BodyTemplateError, renderBodyTemplate } from '@wakeful/domain';
import type { NotificationChannelEntity } from '@wakeful/persistence';
import type { SecretBox } from '@wakeful/platform';
import { InvalidRequestError } from '../http/request-error.js';
import { hideChannelSecrets, missingChannelSecrets } from './channel-secrets.js';

/** What is configured about a channel, with its secrets. */
export type ChannelConfig = CreateNotificationChannel;
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
