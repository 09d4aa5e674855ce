import type { Model } from './explore.fixture.js';

/** Mistakes that can be made on the way of news: the search must find each of them. */
export interface NewsMistakes {
  readonly writesOutboxAfterCommit?: boolean;
  readonly deletesBeforePublishing?: boolean;
  readonly acksBeforeStoring?: boolean;
  readonly storesEveryArrival?: boolean;
}

export interface NewsBounds {
  readonly crashes: number;
  readonly redeliveries: number;
  /** How often the stream forgets the ids that it knows, as it does after two minutes. */
  readonly forgettings: number;
}

interface State {
  readonly left: NewsBounds;
  /** News that are still to happen, in order. */
  readonly ahead: readonly string[];
  /** Committed by a recorder. */
  readonly happened: readonly string[];
  /** What a recorder has committed and not written into the outbox: nothing, unless it makes that mistake. */
  readonly inHand: string | null;
  readonly outbox: readonly string[];
  /** What the relay does with the row that it took. */
  readonly relay: { readonly id: string; readonly isHalfDone: boolean } | null;
  /** Ids that the stream EVENTS drops when they come again. */
  readonly knownIds: readonly string[];
  readonly stream: readonly { readonly id: string; readonly isDelivered: boolean }[];
  /** What a notifier has stored, or acknowledged, and not the other. */
  readonly notifier: string | null;
  /** Stored deliveries, in order of their ids: one for each that a receiver is to get. */
  readonly deliveries: readonly string[];
}

const NEWS = ['opened', 'closed'];
const add = (all: readonly string[], one: string): string[] => [...all, one].toSorted();
const without = (all: readonly string[], one: string): string[] => all.filter((other) => other !== one);

/**
 * The begin and the end of an outage on their way from a recorder's transaction through the outbox, its relay and the stream to
 * a notifier's deliveries.
 */
export function newsModel(bounds: NewsBounds, mistakes: NewsMistakes = {}): Model<State> {
  const initial: State = {
    left: bounds,
    ahead: NEWS,
    happened: [],
    inHand: null,
    outbox: [],
    relay: null,
    knownIds: [],
    stream: [],
    notifier: null,
    deliveries: [],
  };
  return {
    initial,
    keyOf: (state) => JSON.stringify(state),
    steps: (state) => [
      ...recorderSteps(state, mistakes),
      ...relaySteps(state, mistakes),
      ...notifierSteps(state, mistakes),
    ],
    fault,
    isAtRest,
  };
}

type Steps = (readonly [name: string, next: State])[];

const died = (state: State): NewsBounds => ({ ...state.left, crashes: state.left.crashes - 1 });

function recorderSteps(state: State, { writesOutboxAfterCommit = false }: NewsMistakes): Steps {
  const { ahead, happened, inHand, outbox, left } = state;
  if (inHand !== null) {
    const steps: Steps = [
      ['a recorder writes into the outbox', { ...state, inHand: null, outbox: add(outbox, inHand) }],
    ];
    if (left.crashes > 0) steps.push(['a recorder dies', { ...state, inHand: null, left: died(state) }]);
    return steps;
  }
  const [id, ...rest] = ahead;
  if (id === undefined) return [];
  const committed = { ...state, ahead: rest, happened: add(happened, id) };
  return [
    [
      'a recorder commits',
      writesOutboxAfterCommit ? { ...committed, inHand: id } : { ...committed, outbox: add(outbox, id) },
    ],
  ];
}

function relaySteps(state: State, { deletesBeforePublishing = false }: NewsMistakes): Steps {
  const { relay, outbox, left } = state;
  const [first, second] = deletesBeforePublishing ? [deleteRow, publish] : [publish, deleteRow];
  if (relay === null)
    return outbox.map((id) => [
      'the relay does its first step',
      { ...first(state, id), relay: { id, isHalfDone: true } },
    ]);
  const steps: Steps = [['the relay does its second step', { ...second(state, relay.id), relay: null }]];
  if (left.crashes > 0) steps.push(['the relay dies', { ...state, relay: null, left: died(state) }]);
  if (left.forgettings > 0) {
    const rest = { ...left, forgettings: left.forgettings - 1 };
    steps.push(['the stream forgets its ids', { ...state, knownIds: [], left: rest }]);
  }
  return steps;
}

const deleteRow = (state: State, id: string): State => ({ ...state, outbox: without(state.outbox, id) });

function publish(state: State, id: string): State {
  if (state.knownIds.includes(id)) return state;
  const stream = [...state.stream, { id, isDelivered: false }];
  return { ...state, knownIds: add(state.knownIds, id), stream: stream.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

function notifierSteps(state: State, mistakes: NewsMistakes): Steps {
  const { stream, notifier, left } = state;
  const store = (before: State, id: string): State => {
    const isKnown = before.deliveries.includes(id) && !mistakes.storesEveryArrival;
    return isKnown ? before : { ...before, deliveries: add(before.deliveries, id) };
  };
  const ack = (before: State, id: string): State => {
    const index = before.stream.findIndex((one) => one.id === id && one.isDelivered);
    return index < 0 ? before : { ...before, stream: before.stream.toSpliced(index, 1) };
  };
  const mark = (index: number, isDelivered: boolean): State => ({
    ...state,
    stream: stream.map((one, at) => (at === index ? { ...one, isDelivered } : one)),
  });
  const [first, second] = mistakes.acksBeforeStoring ? [ack, store] : [store, ack];
  const steps: Steps = [];
  for (const [index, { id, isDelivered }] of stream.entries()) {
    if (!isDelivered && notifier === null)
      steps.push(['a notifier does its first step', { ...first(mark(index, true), id), notifier: id }]);
    if (isDelivered && left.redeliveries > 0) {
      const rest = { ...left, redeliveries: left.redeliveries - 1 };
      steps.push(['news come again', { ...mark(index, false), left: rest }]);
    }
  }
  if (notifier === null) return steps;
  steps.push(['a notifier does its second step', { ...second(state, notifier), notifier: null }]);
  if (left.crashes > 0) {
    const again = stream.map((one) => (one.id === notifier ? { ...one, isDelivered: false } : one));
    steps.push(['a notifier dies', { ...state, notifier: null, stream: again, left: died(state) }]);
  }
  return steps;
}

const isAtRest = ({ ahead, inHand, outbox, relay, stream, notifier }: State): boolean =>
  ahead.length === 0 &&
  inHand === null &&
  outbox.length === 0 &&
  relay === null &&
  stream.length === 0 &&
  notifier === null;

function fault(state: State): string | null {
  const { deliveries, happened } = state;
  const twice = deliveries.find((id, index) => deliveries.indexOf(id) !== index);
  if (twice !== undefined) return `"${twice}" is reported twice.`;
  const invented = deliveries.find((id) => !happened.includes(id));
  if (invented !== undefined) return `"${invented}" is reported, and did not happen.`;
  if (!isAtRest(state)) return null;
  const untold = happened.find((id) => !deliveries.includes(id));
  return untold === undefined ? null : `"${untold}" is never told.`;
}
