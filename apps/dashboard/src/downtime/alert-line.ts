import type { DeliveryState } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';

/** How a message went with one channel. */
export interface AlertLine {
  id: string;
  channel: string;
  state: DeliveryState;
  text: string;
}

const states: Readonly<Record<DeliveryState, string>> = {
  pending: 'waits to be sent',
  retrying: 'failed, will be tried again',
  delivered: 'delivered',
  dead: 'given up',
  merged: 'told in a digest',
  muted: 'not sent',
};

export function alertLineOf({ id, channelName, state, attempts, detail }: Schemas['Delivery']): AlertLine {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  // What a receiver that is content says is of no use to anybody.
  const why = state === 'delivered' || detail === '' ? '' : `: ${detail}`;
  return { id, channel: channelName, state, text: `${states[state]}${tries}${why}` };
}
