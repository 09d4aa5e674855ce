import type { AlertEvent as EventChoice, DeliveryKind } from '@wakeful/contracts';

/** What a channel has to want to get a message of this kind. */
export const CHOICES: Readonly<Record<Exclude<DeliveryKind, 'digest'>, EventChoice>> = {
  down: 'down',
  reminder: 'down',
  flapping: 'down',
  calm: 'down',
  recovered: 'recovered',
  degraded: 'degraded',
  restored: 'degraded',
  certificate: 'certificate',
  monitoring: 'monitoring',
  unchecked: 'system',
  checked: 'system',
  'network-lost': 'system',
  'network-back': 'system',
};
