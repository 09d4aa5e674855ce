import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ProbeSpec } from '@wakeful/contracts';
import { SecretBox } from '@wakeful/platform';
import { parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { aProbeSpec, startTarget } from '@wakeful/testing';
import type { EventLoopWatch } from '../load/event-loop-watch.js';
import { LaunchPad } from '../load/launch-pad.js';
import { NetworkWatch } from '../network/network-watch.js';
import { RunCheck, type RunOutcome } from './run-check.js';

const net = new ProbeNet(parseEgressPolicy('internal,127.0.0.0/8', ''));
const box = new SecretBox(randomBytes(32).toString('base64'));

function checkerWith({ stalledMs = 0 } = {}): { run: (spec: ProbeSpec) => Promise<RunOutcome> } {
  const watch = { isLate: false, stalledMsSince: () => stalledMs } as unknown as EventLoopWatch;
  const network = new NetworkWatch({ net, canaryUrls: [], onChange: () => undefined });
  const checker = new RunCheck(net, box, new LaunchPad(10, watch), watch, network);
  return {
    run: async (spec) => {
      const ended = await checker.run(spec);
      if (!ended) throw new Error('the check did not get its turn');
      return ended;
    },
  };
}

describe('RunCheck', () => {
  it('probes with the secrets that it opens', async () => {
    await using target = await startTarget();
    const sealedSecrets = box.seal(
      JSON.stringify({ headers: { 'x-team': 'shop' }, body: null, auth: { type: 'bearer', token: 'wk' } }),
    );
    const { outcome } = await checkerWith().run(aProbeSpec({ url: target.url, sealedSecrets }));
    expect(outcome.status).toBe('up');
    expect(target.requests[0]?.headers).toMatchObject({ 'x-team': 'shop', authorization: 'Bearer wk' });
  });

  it('does not call a site down when it cannot open the secrets', async () => {
    const sealedSecrets = new SecretBox(randomBytes(32).toString('base64')).seal('{}');
    const { outcome } = await checkerWith().run(aProbeSpec({ sealedSecrets }));
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
  });

  it('calls a time-out down when it was on time itself', async () => {
    await using target = await startTarget({ delayMs: 60_000 });
    const { outcome } = await checkerWith({ stalledMs: 9 }).run(aProbeSpec({ url: target.url, timeoutMs: 100 }));
    expect(outcome).toMatchObject({ status: 'down', reason: 'timeout' });
  });

  it('does not vouch for a time-out during which it stood still itself', async () => {
    await using target = await startTarget({ delayMs: 60_000 });
    const { outcome } = await checkerWith({ stalledMs: 11 }).run(aProbeSpec({ url: target.url, timeoutMs: 100 }));
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
  });
});
