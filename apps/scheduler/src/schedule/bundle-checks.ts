import { type CheckRunV1, type DueCheck, MAX_CHECKS_PER_BUNDLE } from '@wakeful/contracts';
import type { ClaimedSlot } from './claimed-slot.js';

/** Keeps a bundle well below the payload limit of a NATS server (1 MiB unless configured). */
const MAX_BUNDLE_SECRETS_BYTES = 256 * 1024;

/** Puts due checks into bundles: one location each, 50 checks at most, and no more than one with a very large body. */
export function bundleChecks(slots: readonly ClaimedSlot[]): CheckRunV1[] {
  const bundles: CheckRunV1[] = [];
  const open = new Map<string, { checks: DueCheck[]; bytes: number }>();
  for (const { check, locations } of slots) {
    const bytes = check.spec.sealedSecrets?.length ?? 0;
    for (const location of locations) {
      let bundle = open.get(location);
      if (!bundle || bundle.checks.length >= MAX_CHECKS_PER_BUNDLE || bundle.bytes + bytes > MAX_BUNDLE_SECRETS_BYTES) {
        bundle = { checks: [], bytes: 0 };
        open.set(location, bundle);
        bundles.push({ location, checks: bundle.checks });
      }
      bundle.checks.push(check);
      bundle.bytes += bytes;
    }
  }
  return bundles;
}
