import type { Schemas } from '../api/client.js';

/** The labels of the events that a channel can subscribe to. */
export const eventLabels: Readonly<Record<Schemas['AlertEvent'], string>> = {
  down: 'Down',
  recovered: 'Recovered',
  degraded: 'Degraded',
  certificate: 'Certificate expiring',
  system: 'Checks not running',
  monitoring: 'Monitor created or deleted',
};

export const alertEvents = Object.keys(eventLabels) as Schemas['AlertEvent'][];

/** The label of a delivery's event. */
export const kindLabels: Readonly<Record<Schemas['DeliveryKind'], string>> = {
  down: 'Down',
  recovered: 'Recovered',
  degraded: 'Degraded',
  restored: 'No longer degraded',
  certificate: 'Certificate expiring',
  monitoring: 'Monitor created or deleted',
  reminder: 'Still down',
  update: 'Update',
  flapping: 'Flapping',
  calm: 'Stable again',
  unchecked: 'Checks not running',
  checked: 'Checks running again',
  'network-lost': 'Checker lost its network',
  'network-back': 'Checker is back online',
  digest: 'Grouped alert',
};

/** The state of a delivery: label, symbol and color. */
export const stateLooks: Readonly<Record<Schemas['DeliveryState'], { label: string; symbol: string; color: string }>> =
  {
    pending: { label: 'Waiting', symbol: '…', color: 'var(--unknown)' },
    retrying: { label: 'Retrying', symbol: '↻', color: 'var(--degraded)' },
    delivered: { label: 'Delivered', symbol: '✓', color: 'var(--up)' },
    dead: { label: 'Failed', symbol: '✕', color: 'var(--down)' },
    merged: { label: 'Grouped', symbol: '≡', color: 'var(--unknown)' },
    muted: { label: 'Suppressed', symbol: '–', color: 'var(--unknown)' },
  };
