import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import type { SchedulerConfig } from '../config.js';
import { SCHEDULER_CONFIG } from '../scheduler-config.token.js';
import { ClaimDueSlots } from './claim-due-slots.js';
import { ResultsRoom } from './results-room.js';

/** Shortest pause between two claims: due checks gather, so that they travel in bundles. */
const MIN_PAUSE_MS = 40;
/** Longest sleep: a safety net for a notification that was lost. */
const MAX_PAUSE_MS = 60_000;
/** Pause after a full queue. */
const SHED_PAUSE_MS = 100;
const ERROR_PAUSE_MS = 500;

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

/** Claims due slots for as long as there are any, then sleeps until the next one is due or it is woken. */
@Injectable()
export class ScheduleLoop implements OnApplicationBootstrap, OnModuleDestroy {
  #isStopping = false;
  #isWoken = false;
  #endPause: (() => void) | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ClaimDueSlots) private readonly claimDueSlots: ClaimDueSlots,
    @Inject(ResultsRoom) private readonly room: Pick<ResultsRoom, 'assert'>,
    @Inject(SCHEDULER_CONFIG) private readonly config: Pick<SchedulerConfig, 'SCHEDULER_CLAIM_LIMIT'>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) private readonly outages: OutageLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    this.#endPause?.();
    await this.#loop;
  }

  /** Something may be due earlier than the loop thinks. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause?.();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const pauseMs = await this.#claim().catch((error: unknown) => {
        if (!this.outages.explains(error)) this.logger.error({ err: error }, 'cannot schedule, trying again');
        return ERROR_PAUSE_MS;
      });
      if (pauseMs === 0) continue;
      await this.#pause(MIN_PAUSE_MS, false);
      await this.#pause(pauseMs - MIN_PAUSE_MS, true);
    }
  }

  /** One round. Returns the milliseconds until the next one; 0 when there may be more to claim at once. */
  async #claim(): Promise<number> {
    this.#isWoken = false;
    await this.room.assert();
    const { claimed, shed } = await this.claimDueSlots.run(this.config.SCHEDULER_CLAIM_LIMIT);
    if (shed > 0) return SHED_PAUSE_MS;
    if (claimed >= this.config.SCHEDULER_CLAIM_LIMIT) return 0;
    // Under load something is due each time: the question when would be one more for every claim.
    if (claimed > 0) return MIN_PAUSE_MS;
    const pauseMs = await this.claimDueSlots.untilNextDueMs();
    return pauseMs === null ? MAX_PAUSE_MS : clamp(pauseMs, MIN_PAUSE_MS, MAX_PAUSE_MS);
  }

  #pause(durationMs: number, isWakeable: boolean): Promise<void> {
    if (this.#isStopping || durationMs <= 0 || (isWakeable && this.#isWoken)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, durationMs);
      if (!isWakeable) return;
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
