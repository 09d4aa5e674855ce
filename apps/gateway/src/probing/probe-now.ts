import { Inject, Injectable } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { probeNowReplyV1, type ProbeNowReplyV1, type ProbeNowV1, probeNowV1 } from '@wakeful/contracts';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { isConnectionTrouble, isNobodyThere, NATS_REQUESTS } from '../context/nats-requests.js';
import { CheckerFaultError, CheckerSilentError, CheckerUnreachableError } from './probing.errors.js';

/** Beyond the timeout of the probe: the ways there and back. */
const REPLY_GRACE_MS = 5_000;

/** Asks a checker of a location to probe at once, and waits for what it finds. */
@Injectable()
export class ProbeNow {
  constructor(@Inject(NATS_REQUESTS) private readonly checkers: ClientProxy) {}

  /** @throws CheckerUnreachableError, CheckerSilentError, CheckerFaultError */
  async execute(request: ProbeNowV1): Promise<ProbeNowReplyV1> {
    const message = probeNowV1.schema.parse(request);
    const reply = await this.ask(message);
    const result = probeNowReplyV1.safeParse(reply);
    if (!result.success) throw new CheckerFaultError(message.location, result.error);
    return result.data;
  }

  private async ask(message: ProbeNowV1): Promise<unknown> {
    const subject = probeNowV1.subjectOf(message);
    const budgetMs = message.spec.timeoutMs + REPLY_GRACE_MS;
    try {
      return await firstValueFrom(this.checkers.send<unknown>(subject, message).pipe(timeout(budgetMs)));
    } catch (error) {
      if (error instanceof TimeoutError) throw new CheckerSilentError(message.location, budgetMs, error);
      if (isNobodyThere(error) || isConnectionTrouble(error))
        throw new CheckerUnreachableError(message.location, error);
      throw new CheckerFaultError(message.location, error);
    }
  }
}
