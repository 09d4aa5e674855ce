import { Counter } from 'prom-client';

export const deliveriesTried = new Counter({
  name: 'wakeful_deliveries_total',
  help: 'Delivery attempts by channel type and outcome.',
  labelNames: ['type', 'outcome'],
});
