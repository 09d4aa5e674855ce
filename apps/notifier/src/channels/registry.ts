import { type ChannelSettings, type ChannelType, type SettingsOf, typesWithIncidents } from '@wakeful/contracts';
import type { AlertMessage } from '../messages/alert-message.js';
import type { Channel, Network, Receipt } from './channel.js';
import { discord } from './discord/discord.js';
import { email } from './email/email.js';
import { ntfy } from './ntfy/ntfy.js';
import { opsgenie } from './opsgenie/opsgenie.js';
import { pagerduty } from './pagerduty/pagerduty.js';
import { slack } from './slack/slack.js';
import { teams } from './teams/teams.js';
import { telegram } from './telegram/telegram.js';
import { webhook } from './webhook/webhook.js';

const USUAL_TIMEOUT_MS = 20_000;

const channels: { readonly [Type in ChannelType]: Channel<Type> } = {
  discord,
  slack,
  webhook,
  email,
  telegram,
  teams,
  ntfy,
  pagerduty,
  opsgenie,
};

export const hasIncidents = (type: ChannelType): boolean => typesWithIncidents.includes(type);

/** The default timeout of an attempt. */
export const timeoutMsOf = (type: ChannelType): number => channels[type].timeoutMs ?? USUAL_TIMEOUT_MS;

/** Sends a message through a channel of any type. */
export function sendThrough<Type extends ChannelType>(
  message: AlertMessage,
  settings: ChannelSettings & SettingsOf<Type>,
  network: Network,
): Promise<Receipt> {
  const channel = channels[settings.type as Type];
  return channel.send(message, settings, network);
}
