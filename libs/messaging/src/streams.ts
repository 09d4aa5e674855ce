import { DiscardPolicy, RetentionPolicy, type StreamConfig } from '@nats-io/jetstream';
import type { StreamName } from '@wakeful/contracts';

const SECOND_NS = 1_000_000_000;
const MINUTE_NS = 60 * SECOND_NS;
const DAY_NS = 86_400 * SECOND_NS;
const GIBIBYTE = 1_073_741_824;

/**
 * Bundles of due checks that may wait for the checkers of one location. Beyond it the stream refuses new ones, and the
 * scheduler turns those slots into gaps: a queue that is longer than the checkers can work off in seconds only makes
 * every check late. 200 bundles of 50 are about two seconds of work for one busy checker.
 */
const MAX_WAITING_BUNDLES_PER_LOCATION = 200;

type StreamDefinition = Partial<StreamConfig> & { name: StreamName; subjects: string[] };

const defaults = { discard: DiscardPolicy.New, duplicate_window: 2 * MINUTE_NS };

/** The only place where streams are declared. Nothing here that nats-server 2.9 does not know. */
export const streamDefinitions: readonly StreamDefinition[] = [
  {
    ...defaults,
    name: 'CHECKS',
    subjects: ['check.run.*.*'],
    retention: RetentionPolicy.Workqueue,
    max_age: 10 * MINUTE_NS,
    max_msgs_per_subject: MAX_WAITING_BUNDLES_PER_LOCATION,
    discard_new_per_subject: true,
  },
  {
    ...defaults,
    name: 'RESULTS',
    subjects: ['check.completed.*'],
    retention: RetentionPolicy.Workqueue,
    max_bytes: GIBIBYTE,
    // A server that was killed may keep a message that it knows to be acknowledged, and never delivers nor deletes it.
    max_age: 7 * DAY_NS,
  },
  {
    ...defaults,
    name: 'CONTROL',
    subjects: ['check.requested.*'],
    retention: RetentionPolicy.Workqueue,
    max_age: DAY_NS,
  },
  {
    ...defaults,
    name: 'DEBUG',
    subjects: ['debug.run.*', 'debug.completed.*'],
    retention: RetentionPolicy.Workqueue,
    max_bytes: GIBIBYTE,
    max_age: DAY_NS,
  },
  {
    ...defaults,
    name: 'EVENTS',
    subjects: ['status.changed.*', 'downtime.*.*', 'monitoring.changed.*', 'checker.*.*'],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: 7 * DAY_NS,
    max_bytes: GIBIBYTE,
  },
  {
    ...defaults,
    name: 'DEAD_LETTERS',
    subjects: ['dead.>'],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: 14 * DAY_NS,
    max_bytes: GIBIBYTE / 8,
  },
];
