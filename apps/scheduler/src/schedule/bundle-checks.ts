import { type CheckRunV1, type DueCheck, MAX_CHECKS_PER_BUNDLE } from '@wakeful/contracts';
import type { ClaimedSlot } from './claimed-slot.js';

/** Keeps a bundle well below the payload limit of a NATS server (1 MiB unless configured), in UTF-16 units. */
const MAX_BUNDLE_LENGTH = 256 * 1024;

/** What can be long in a check; the rest is some hundred characters. */
const lengthOf = ({ spec }: DueCheck): number =>
  (spec.sealedSecrets?.length ?? 0) +
  spec.url.length +
  (spec.assertions.length > 0 ? JSON.stringify(spec.assertions).length : 0);

/** Puts due checks into bundles: one location each, 50 checks at most, and no more than one with a very large body. */
export function bundleChecks(slots: readonly ClaimedSlot[]): CheckRunV1[] {
  const bundles: CheckRunV1[] = [];
  const open = new Map<string, { checks: DueCheck[]; length: number }>();
  for (const { check, locations } of slots) {
    const length = lengthOf(check);
    for (const location of locations) {
      let bundle = open.get(location);
      if (!bundle || bundle.checks.length >= MAX_CHECKS_PER_BUNDLE || bundle.length + length > MAX_BUNDLE_LENGTH) {
        bundle = { checks: [], length: 0 };
        open.set(location, bundle);
        bundles.push({ location, checks: bundle.checks });
      }
      bundle.checks.push(check);
      bundle.length += length;
    }
  }
  return bundles;
}
