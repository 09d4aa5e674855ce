import { Counter } from 'prom-client';

export const sessionsAsked = new Counter({
  name: 'wakeful_debug_sessions_asked_total',
  help: 'Debug sessions of downtime windows, asked for or skipped.',
  labelNames: ['moment', 'state'],
});

export const sessionsEnded = new Counter({
  name: 'wakeful_debug_sessions_ended_total',
  help: 'Debug sessions that ended, and how.',
  labelNames: ['state'],
});
