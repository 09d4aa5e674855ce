import { Counter, Gauge, Histogram } from 'prom-client';

export const checksRun = new Counter({
  name: 'wakeful_checks_run_total',
  help: 'Probes that ended.',
  labelNames: ['status', 'reason'],
});

export const checksExpired = new Counter({
  name: 'wakeful_checks_expired_total',
  help: 'Due checks that were too old to be probed when this checker got them: gaps.',
});

export const checksInFlight = new Gauge({ name: 'wakeful_checks_in_flight', help: 'Probes that run now.' });

export const probeStartLag = new Histogram({
  name: 'wakeful_probe_start_lag_seconds',
  help: 'From the time a slot was due to the start of its probe.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
});

export const phaseDuration = new Histogram({
  name: 'wakeful_check_phase_duration_seconds',
  help: 'How long the phases of a probe took: dns, connect, tls, ttfb, transfer, and total. A phase that did not happen is not counted.',
  labelNames: ['phase'],
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});

export const resultBatchSize = new Histogram({
  name: 'wakeful_result_batch_checks',
  help: 'Results in one message to the recorder.',
  buckets: [1, 2, 5, 10, 25, 50, 100, 200],
});
