import { Counter, Histogram } from 'prom-client';

export const scheduleLag = new Histogram({
  name: 'wakeful_schedule_lag_seconds',
  help: 'From the time when a slot was due to the time when its check was published.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
});

export const checksPublished = new Counter({
  name: 'wakeful_checks_published_total',
  help: 'Due checks that were handed to the checkers.',
  labelNames: ['trigger'],
});

export const slotsSkipped = new Counter({
  name: 'wakeful_slots_skipped_total',
  help: 'Slots that had passed when the scheduler came to them: gaps.',
});

export const checksShed = new Counter({
  name: 'wakeful_checks_shed_total',
  help: 'Due checks that were not published because the queue of their location was full: gaps.',
  labelNames: ['location'],
});

export const bundleSize = new Histogram({
  name: 'wakeful_check_bundle_checks',
  help: 'Due checks in one message to the checkers.',
  buckets: [1, 2, 5, 10, 25, 50],
});
