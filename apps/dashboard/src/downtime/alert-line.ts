import type { DeliveryState } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';

/** The outcome of one delivery. */
export interface AlertLine {
  id: string;
  channel: string;
  state: DeliveryState;
  text: string;
}

const states: Readonly<Record<DeliveryState, string>> = {
  pending: 'waiting',
  retrying: 'failed, retrying',
  delivered: 'delivered',
  dead: 'failed',
  merged: 'grouped',
  muted: 'suppressed',
};

export function alertLineOf({ id, channelName, state, attempts, detail }: Schemas['Delivery']): AlertLine {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  // The response to a successful delivery is of no interest.
  const why = state === 'delivered' || detail === '' ? '' : `: ${detail}`;
  return { id, channel: channelName, state, text: `${states[state]}${tries}${why}` };
}
