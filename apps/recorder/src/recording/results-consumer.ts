import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { checkCompletedV1 } from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import { GroupCommit } from './group-commit.js';
import { RecordResults } from './record-results.js';

/** Messages that may wait for the next transaction. */
const CONCURRENCY = 64;
const MAX_RESULTS_PER_TRANSACTION = 2_000;
/** A transaction costs as much as many of its checks: under load there are ten a second. */
const GATHER_MS = 100;

/** Takes batches of results off their stream; a message is acknowledged when its results are committed. */
@Injectable()
export class ResultsConsumer implements OnApplicationBootstrap {
  readonly #groupCommit: GroupCommit;

  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(RecordResults) recordResults: RecordResults,
  ) {
    this.#groupCommit = new GroupCommit(
      (results) => recordResults.run(results),
      MAX_RESULTS_PER_TRANSACTION,
      GATHER_MS,
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    const options = { durable: 'recorder', concurrency: CONCURRENCY };
    await this.consumers.consume(checkCompletedV1, options, ({ results }) => this.#groupCommit.add(results));
  }
}
