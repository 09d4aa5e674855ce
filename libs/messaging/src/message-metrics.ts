import { Counter, Gauge } from 'prom-client';

export const messagesSettled = new Counter({
  name: 'wakeful_messages_settled_total',
  help: 'Messages whose handling ended: ack, retry (it failed), unavailable (something it needs is away) or dead_letter.',
  labelNames: ['consumer', 'outcome'],
});

export const messagesRedelivered = new Counter({
  name: 'wakeful_messages_redelivered_total',
  help: 'Deliveries of messages that had been delivered before.',
  labelNames: ['consumer'],
});

export const messagesInHand = new Gauge({
  name: 'wakeful_messages_in_hand',
  help: 'Messages that this instance handles now.',
  labelNames: ['stream', 'consumer'],
});

export const consumerPending = new Gauge({
  name: 'wakeful_consumer_pending_messages',
  help: 'Messages that wait for a consumer, whichever instance takes them.',
  labelNames: ['stream', 'consumer'],
});

export const consumerUnacknowledged = new Gauge({
  name: 'wakeful_consumer_unacknowledged_messages',
  help: 'Messages that are in the hands of the instances of a consumer.',
  labelNames: ['stream', 'consumer'],
});
