import { z } from 'zod';

const milliseconds = z.int().min(0);

/** One thing that goes wrong. */
export const fault = z.strictObject({
  /** After the moment at which every monitor was checked for the first time. */
  atMs: milliseconds,
  kind: z.string(),
  /** What it hits, such as a process; null: there is only one thing that it can hit. */
  victim: z.string().nullable(),
  /** How long it lasts; 0: it is over at once. */
  forMs: milliseconds,
});
export type Fault = z.infer<typeof fault>;

/** A page that answers badly from one moment to another. */
export const outage = z.strictObject({ monitor: z.int().min(0), fromMs: milliseconds, untilMs: milliseconds });
export type Outage = z.infer<typeof outage>;

const userActionKinds = ['check-now', 'pause', 'resume', 'change-interval', 'rename', 'delete', 'create'] as const;

/** What a person does meanwhile, over one of the gateways. */
export const userAction = z.strictObject({
  atMs: milliseconds,
  kind: z.enum(userActionKinds),
  /** Its number among the monitors that people handle. */
  monitor: z.int().min(0),
  gateway: z.int().min(0).max(1),
});
export type UserAction = z.infer<typeof userAction>;

/** Everything that is decided before a run begins: the same plan does the same things at the same times. */
export const plan = z.strictObject({
  seed: z.int(),
  /** From the first fault to the last one's end, at most. */
  lastsMs: milliseconds,
  monitors: z.strictObject({
    /** Answer well all the time. */
    steady: z.int().min(1),
    /** Have the outages. */
    failing: z.int().min(1),
    /** Are paused, changed, deleted and checked by people. */
    handled: z.int().min(1),
  }),
  faults: z.array(fault),
  outages: z.array(outage),
  userActions: z.array(userAction),
});
export type Plan = z.infer<typeof plan>;
