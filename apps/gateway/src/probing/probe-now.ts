import { Inject, Injectable } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import {
  probeNowReplyV1,
  type ProbeNowReplyV1,
  probeNowV1,
  probeNowV2,
  type ProbeNowV2,
  type ProbeSpecV1,
} from '@wakeful/contracts';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { isConnectionTrouble, isNobodyThere, NATS_REQUESTS } from '../nats-requests.module.js';
import { CheckerFaultError, CheckerSilentError, CheckerUnreachableError } from './probing.errors.js';

/** Beyond the timeout of the probe: the ways there and back. */
const REPLY_GRACE_MS = 5_000;

/** Asks a checker of a location to probe at once, and waits for what it finds. */
@Injectable()
export class ProbeNow {
  constructor(@Inject(NATS_REQUESTS) private readonly checkers: ClientProxy) {}

  /**
   * @param specV1 the task in the words of the release before, which its checkers understand as well; null: it has none
   * @throws CheckerUnreachableError, CheckerSilentError, CheckerFaultError
   */
  async execute(request: ProbeNowV2, specV1: ProbeSpecV1 | null): Promise<ProbeNowReplyV1> {
    const old = specV1 && probeNowV1.schema.parse({ ...request, spec: specV1 });
    const reply = await (old
      ? this.ask(probeNowV1.subjectOf(old), old)
      : this.ask(probeNowV2.subjectOf(request), probeNowV2.schema.parse(request)));
    const result = probeNowReplyV1.safeParse(reply);
    if (!result.success) throw new CheckerFaultError(request.location, result.error);
    return result.data;
  }

  private async ask(
    subject: string,
    message: { location: string; spec: Pick<ProbeSpecV1, 'timeoutMs'> },
  ): Promise<unknown> {
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
