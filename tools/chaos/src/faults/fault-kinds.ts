import { clockFaults } from './clocks.js';
import { diskFaults } from './disks.js';
import type { FaultKind } from './fault-kind.js';
import { natsFaults } from './nats.js';
import { networkFaults } from './network.js';
import { postgresFaults } from './postgres.js';
import { processFaults } from './processes.js';
import { restartFaults } from './restarts.js';

export type { FaultKind } from './fault-kind.js';

export const faultKinds: readonly FaultKind[] = [
  ...processFaults,
  ...postgresFaults,
  ...natsFaults,
  ...networkFaults,
  ...diskFaults,
  ...clockFaults,
  ...restartFaults,
];
