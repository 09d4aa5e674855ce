import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageBus } from '@wakeful/messaging';
import { DependencyLog } from '@wakeful/platform';

/** How old what is known of the queue may be. */
const KNOWN_FOR_MS = 2_000;
/** What is under way has to find room as well. */
const FULL = 0.9;

/** The queue of results is full: nothing stores them. */
class NoRoomForResultsError extends Error {
  readonly code = 'NO_ROOM_FOR_RESULTS';

  constructor(fill: number) {
    super(`it is ${Math.floor(fill * 100)} % full, as nothing takes results out of it`);
    this.name = 'NoRoomForResultsError';
  }
}

/** Whether what checkers find can be kept. While it cannot nothing is probed, and slots become gaps. */
@Injectable()
export class ResultsRoom implements OnModuleInit {
  #askAgainMs = -Infinity;

  constructor(
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
  ) {}

  onModuleInit(): void {
    const isAwayBy = (error: unknown): boolean => error instanceof NoRoomForResultsError;
    this.dependencies.register({ name: 'The queue of results', isAwayBy, check: () => this.#ask() });
  }

  /** @throws NoRoomForResultsError, or the error of a server that has no such queue or does not answer */
  async assert(): Promise<void> {
    if (performance.now() < this.#askAgainMs) return;
    await this.#ask();
    this.#askAgainMs = performance.now() + KNOWN_FOR_MS;
  }

  async #ask(): Promise<void> {
    const fill = await this.bus.fillOf('RESULTS');
    if (fill >= FULL) throw new NoRoomForResultsError(fill);
  }
}
