import { Counter, Gauge, Histogram } from 'prom-client';

export const sessionsEnded = new Counter({
  name: 'wakeful_debug_sessions_total',
  help: 'Debug sessions that ended.',
  labelNames: ['ending', 'moment'],
});

export const sessionDuration = new Histogram({
  name: 'wakeful_debug_session_duration_seconds',
  help: 'From the start of a debug session to its end.',
  buckets: [0.5, 1, 1.5, 2, 3, 5, 10, 20, 30, 45, 60],
});

export const sessionWait = new Histogram({
  name: 'wakeful_debug_session_wait_seconds',
  help: 'From the request for a debug session to its begin.',
  buckets: [0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 300, 600],
});

export const browsersAlive = new Gauge({ name: 'wakeful_debug_browsers', help: 'Browsers that run now.' });
