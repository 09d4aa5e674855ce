import { Counter } from 'prom-client';

export const deliveriesTried = new Counter({
  name: 'wakeful_deliveries_total',
  help: 'Tries to deliver a message, by type of channel and outcome.',
  labelNames: ['type', 'outcome'],
});
