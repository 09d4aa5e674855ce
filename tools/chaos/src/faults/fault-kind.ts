import type { AlertReceiver } from '../surroundings/alert-receiver.js';
import type { ChaosSystem } from '../system/chaos-system.js';

/** What a fault can get at. */
export interface World {
  readonly chaos: ChaosSystem;
  readonly receiver: AlertReceiver;
}

export interface FaultKind {
  readonly name: string;
  /** Empty: there is only one thing that it can hit. */
  readonly victims: readonly string[];
  /** Shortest and longest duration, in milliseconds. */
  readonly forMs: readonly [min: number, max: number];
  /** What the machine must have. */
  readonly needs?: 'disks' | 'clocks';
  /**
   * Whether probes that ran, or results on their way, may end with it: then a request that the page logged may have no result.
   * Everything else must lose nothing.
   */
  readonly mayLose?: (victim: string | null) => boolean;
  /** Lets it happen, and resolves when it is over and what it held is free again. */
  inflict(world: World, victim: string | null, forMs: number): Promise<void>;
}
