import { describe, expect, it } from '@jest/globals';
import { checkRunV1, checkRunV2, probeSpecFromV1, probeSpecToV1 } from '@wakeful/contracts';
import { aDueCheck, aProbeSpec } from '@wakeful/testing';
import { bundleChecks } from './bundle-checks.js';
import type { ClaimedSlot } from './claimed-slot.js';

function slot(resolvers: string[] = [], locations = ['default']): ClaimedSlot {
  const spec = aProbeSpec({ resolvers });
  return { check: aDueCheck({ spec }), specV1: probeSpecToV1(spec), locations, nextDueMs: 1, skippedSlots: 0 };
}

describe('bundles of due checks', () => {
  it('are of the version that checkers of both releases understand, where it has words for them', () => {
    const [old, current] = [slot(), slot(['192.0.2.53'])];
    const bundles = bundleChecks([old, current, slot()]);
    expect(bundles.map(({ contract, message }) => [contract.version, message.checks.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    const first = checkRunV1.schema.parse(bundles[0]?.message).checks[0];
    expect(first && { ...first, spec: probeSpecFromV1(first.spec) }).toEqual(old.check);
    expect(checkRunV2.schema.parse(bundles[1]?.message).checks).toEqual([current.check]);
  });

  it('are of one location, and of no more than 50 checks', () => {
    const slots = Array.from({ length: 60 }, () => slot([], ['eu', 'us']));
    const sizes = bundleChecks(slots).map(({ message }) => `${message.location} ${message.checks.length}`);
    expect(sizes.sort()).toEqual(['eu 10', 'eu 50', 'us 10', 'us 50']);
  });

  it('hold no more than one check with a very large body', () => {
    const large = slot();
    const sealedSecrets = 'x'.repeat(200_000);
    const check = { ...large.check, spec: { ...large.check.spec, sealedSecrets } };
    expect(
      bundleChecks([
        { ...large, check },
        { ...large, check },
      ]),
    ).toHaveLength(2);
  });
});
