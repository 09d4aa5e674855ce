import { Counter, Gauge, Histogram } from 'prom-client';

export const checksStored = new Counter({
  name: 'wakeful_checks_stored_total',
  help: 'Checks that were stored.',
  labelNames: ['status', 'reason'],
});

export const checksDropped = new Counter({
  name: 'wakeful_checks_dropped_total',
  help: 'Results that were not stored: repeated, of a deleted monitor, or outside the time that is kept.',
  labelNames: ['why'],
});

export const steadyStored = new Counter({
  name: 'wakeful_steady_checks_stored_total',
  help: 'Good checks of monitors that were good before, stored without reading the monitor first.',
});

export const steadyMissed = new Counter({
  name: 'wakeful_steady_checks_missed_total',
  help: 'Good checks that were tried to store so, but whose monitors had to be read and judged.',
});

export const lateJudged = new Counter({
  name: 'wakeful_late_results_judged_total',
  help: 'Results that came behind newer ones and for which their stretch was judged again.',
});

export const lateUnjudged = new Counter({
  name: 'wakeful_late_results_unjudged_total',
  help: 'Results that came so late, or in so long a stretch, that they are stored and change no downtime window.',
});

export const transactionSize = new Histogram({
  name: 'wakeful_recorder_transaction_checks',
  help: 'Results in one transaction.',
  buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2000],
});

export const storeLag = new Histogram({
  name: 'wakeful_store_lag_seconds',
  help: 'From the end of a check to the commit of its result.',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10, 60],
});

export const windowsOpened = new Counter({
  name: 'wakeful_downtime_windows_opened_total',
  help: 'Downtime windows opened.',
});

export const windowsClosed = new Counter({
  name: 'wakeful_downtime_windows_closed_total',
  help: 'Downtime windows closed.',
});

export const lastStoredAt = new Gauge({
  name: 'wakeful_recorder_last_commit_timestamp_seconds',
  help: 'When checks were last stored.',
});
