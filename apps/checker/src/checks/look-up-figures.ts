import type { FigureSource } from '@wakeful/platform';
import type { ProbeNet } from '@wakeful/probing';
import { Counter, Gauge } from 'prom-client';

const active = new Gauge({ name: 'wakeful_look_ups_active', help: 'Look-ups of names that ask name servers now.' });

const waiting = new Gauge({
  name: 'wakeful_look_ups_waiting',
  help: 'Look-ups that wait for others to end before they may ask.',
});

const begun = new Counter({ name: 'wakeful_look_ups_begun_total', help: 'Look-ups that asked name servers.' });

const neverBegun = new Counter({
  name: 'wakeful_look_ups_never_begun_total',
  help: 'Lookups abandoned before any server was asked: their checks are unknown.',
});

function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

/** How many look-ups of names there are and were in this process. Names of the hosts file are not asked for. */
export const lookUpFigures = (net: Pick<ProbeNet, 'lookUpFigures'>): FigureSource => ({
  name: 'look-ups',
  read: () => {
    const { lookUpFigures: figures } = net;
    active.set(figures.active);
    waiting.set(figures.waiting);
    setTotal(begun, figures.begunTotal);
    setTotal(neverBegun, figures.neverBegunTotal);
    return Promise.resolve();
  },
  // They are counted in this process, so they are always known.
  forget: () => undefined,
});
