import {
  type CheckRunV1,
  checkRunV1,
  type CheckRunV2,
  checkRunV2,
  type DueCheck,
  type DueCheckV1,
  MAX_CHECKS_PER_BUNDLE,
} from '@wakeful/contracts';
import type { ClaimedSlot } from './claimed-slot.js';

/** Keeps a bundle well below the payload limit of a NATS server (1 MiB unless configured), in UTF-16 units. */
const MAX_BUNDLE_LENGTH = 256 * 1024;

/** Due checks of one location in one message, with the version of the contract that it is sent under. */
export type Bundle =
  | { readonly contract: typeof checkRunV1; readonly message: CheckRunV1 }
  | { readonly contract: typeof checkRunV2; readonly message: CheckRunV2 };

/** What can be long in a check; the rest is some hundred characters. */
const lengthOf = ({ spec }: DueCheck): number =>
  (spec.sealedSecrets?.length ?? 0) +
  spec.url.length +
  (spec.assertions.length > 0 ? JSON.stringify(spec.assertions).length : 0);

class OpenBundle<Check> {
  readonly checks: Check[] = [];
  length = 0;

  hasRoomFor(length: number): boolean {
    return this.checks.length < MAX_CHECKS_PER_BUNDLE && this.length + length <= MAX_BUNDLE_LENGTH;
  }
}

/** Bundles of one version: one location each, at most 50 checks, and no more than one with a very large body. */
function bundlesOf<Check>(entries: readonly { check: Check; length: number; locations: readonly string[] }[]) {
  const bundles: { location: string; checks: Check[] }[] = [];
  const open = new Map<string, OpenBundle<Check>>();
  for (const { check, length, locations } of entries) {
    for (const location of locations) {
      let bundle = open.get(location);
      if (!bundle?.hasRoomFor(length)) {
        bundle = new OpenBundle();
        open.set(location, bundle);
        bundles.push({ location, checks: bundle.checks });
      }
      bundle.checks.push(check);
      bundle.length += length;
    }
  }
  return bundles;
}

/**
 * Puts due checks into bundles. A check that the release before understands is sent as it knows it, so that checkers of
 * both releases can take it while they run side by side; only what needs the new words is sent in them.
 */
export function bundleChecks(slots: readonly ClaimedSlot[]): Bundle[] {
  const old: { check: DueCheckV1; length: number; locations: readonly string[] }[] = [];
  const current: { check: DueCheck; length: number; locations: readonly string[] }[] = [];
  for (const { check, specV1, locations } of slots) {
    const length = lengthOf(check);
    if (specV1 === null) current.push({ check, length, locations });
    else old.push({ check: { ...check, spec: specV1 }, length, locations });
  }
  return [
    ...bundlesOf(old).map((message) => ({ contract: checkRunV1, message })),
    ...bundlesOf(current).map((message) => ({ contract: checkRunV2, message })),
  ];
}
