import { Controller, Inject, type Type } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { type ProbeNowReplyV1, probeNowV1, type ProbeNowV2, probeNowV2, probeSpecFromV1 } from '@wakeful/contracts';
import { ResultBatcher } from '../checks/result-batcher.js';
import { RunCheck } from '../checks/run-check.js';

/**
 * Answers requests to probe something at once: a monitor's "check now", whose result is stored like any other, or a
 * try of a target, whose result is not. Made for a location, because the subject on which it listens names it.
 */
export function probeNowControllerFor(location: string): Type {
  @Controller()
  class ProbeNowController {
    constructor(
      @Inject(RunCheck) private readonly runCheck: RunCheck,
      @Inject(ResultBatcher) private readonly batcher: ResultBatcher,
    ) {}

    /** A gateway asks for what the release before understands as that release knows it. */
    @MessagePattern(probeNowV1.filter.replace('*', location))
    probeV1(@Payload() payload: unknown): Promise<ProbeNowReplyV1> {
      const request = probeNowV1.schema.safeParse(payload);
      if (!request.success) throw new RpcException('the request is not a valid probe.now.v1');
      return this.#probe({ ...request.data, spec: probeSpecFromV1(request.data.spec) });
    }

    @MessagePattern(probeNowV2.filter.replace('*', location))
    probe(@Payload() payload: unknown): Promise<ProbeNowReplyV1> {
      const request = probeNowV2.schema.safeParse(payload);
      if (!request.success) throw new RpcException('the request is not a valid probe.now.v2');
      return this.#probe(request.data);
    }

    async #probe(request: ProbeNowV2): Promise<ProbeNowReplyV1> {
      const ended = await this.runCheck.run(request.spec);
      if (!ended) throw new RpcException('the probe did not get its turn');
      const { startedMs, outcome } = ended;
      const startedAt = new Date(startedMs).toISOString();
      await this.#keep(request, startedAt, outcome);
      return { startedAt, outcome };
    }

    async #keep(request: ProbeNowV2, startedAt: string, outcome: ProbeNowReplyV1['outcome']): Promise<void> {
      const { monitorId, scheduledAt } = request;
      if (monitorId === null) return;
      await this.batcher.publish({ monitorId, scheduledAt, location, trigger: 'manual', startedAt, ...outcome });
    }
  }
  return ProbeNowController;
}
