import { channelCloseV1 } from './channel-close.v1.js';
import { channelTestV1 } from './channel-test.v1.js';
import { checkCompletedV1 } from './check-completed.v1.js';
import { checkRecordedV1 } from './check-recorded.v1.js';
import { checkRequestedV1 } from './check-requested.v1.js';
import { checkRunV1 } from './check-run.v1.js';
import { checkRunV2 } from './check-run.v2.js';
import { checkerNetworkBackV1, checkerNetworkLostV1 } from './checker-network.v1.js';
import { deadLetterRetryV1 } from './dead-letter-retry.v1.js';
import { debugCompletedV1 } from './debug-completed.v1.js';
import { debugRunV1 } from './debug-run.v1.js';
import { debugRunV2 } from './debug-run.v2.js';
import type { MessageContract } from './define-message.js';
import { downtimeClosedV1, downtimeOpenedV1, statusChangedV1 } from './events.v1.js';
import { monitoringChangedV1 } from './monitoring-changed.v1.js';
import { probeNowV1 } from './probe-now.v1.js';
import { probeNowV2 } from './probe-now.v2.js';
import { serviceBeatV1 } from './service-beat.v1.js';

/** Every message that travels between services. Their JSON Schemas are kept in `snapshots/`. */
export const messageContracts: readonly MessageContract[] = [
  checkRunV1,
  checkRunV2,
  checkCompletedV1,
  checkRequestedV1,
  checkRecordedV1,
  statusChangedV1,
  downtimeOpenedV1,
  downtimeClosedV1,
  debugRunV1,
  debugRunV2,
  debugCompletedV1,
  monitoringChangedV1,
  checkerNetworkLostV1,
  checkerNetworkBackV1,
  probeNowV1,
  probeNowV2,
  channelTestV1,
  channelCloseV1,
  deadLetterRetryV1,
  serviceBeatV1,
];
