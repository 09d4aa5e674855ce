import type { Schemas } from '../api/client.js';

/** What a channel can be told of, in the words of the form. */
export const eventLabels: Readonly<Record<Schemas['AlertEvent'], string>> = {
  down: 'Down',
  recovered: 'Recovered',
  degraded: 'Degraded',
  certificate: 'Certificate expires',
  system: 'Checks not running',
  monitoring: 'Monitoring itself',
};

export const alertEvents = Object.keys(eventLabels) as Schemas['AlertEvent'][];

/** What a message was about. */
export const kindLabels: Readonly<Record<Schemas['DeliveryKind'], string>> = {
  down: 'Down',
  recovered: 'Recovered',
  degraded: 'Degraded',
  restored: 'No longer degraded',
  certificate: 'Certificate',
  monitoring: 'Monitoring itself',
  reminder: 'Still down',
  flapping: 'Flapping',
  calm: 'No longer flapping',
  unchecked: 'Not being checked',
  checked: 'Checked again',
  'network-lost': 'Checker lost its network',
  'network-back': 'Checker is back online',
  digest: 'Digest',
};

/** How a delivery went: its word, its sign beside the colour, and its colour. */
export const stateLooks: Readonly<Record<Schemas['DeliveryState'], { label: string; symbol: string; color: string }>> =
  {
    pending: { label: 'Waiting', symbol: '…', color: 'var(--unknown)' },
    retrying: { label: 'Trying again', symbol: '↻', color: 'var(--degraded)' },
    delivered: { label: 'Delivered', symbol: '✓', color: 'var(--up)' },
    dead: { label: 'Given up', symbol: '✕', color: 'var(--down)' },
    merged: { label: 'In a digest', symbol: '≡', color: 'var(--unknown)' },
    muted: { label: 'Not sent', symbol: '–', color: 'var(--unknown)' },
  };
