export { scopeOf, type AddressScope } from './address-scope.js';
export {
  EgressPolicyError,
  judgeAddress,
  parseEgressPolicy,
  type EgressPolicy,
  type EgressVerdict,
} from './egress/egress-policy.js';
export { toProbeFailure } from './failure/describe-failure.js';
export type { Place } from './failure/describe-place.js';
export { egressPolicyOf, egressVariables } from './egress/egress-variables.js';
export { guardedRequest, type GuardedAnswer, type GuardedRequest } from './http/guarded-request.js';
export { httpProbe, type Probe } from './http-probe.js';
export { buildRequest } from './http/http-request.js';
export { noteOddity } from './note-oddity.js';
export type { LookUpRequest } from './look-up/name-look-up.js';
export type { LookUpFigures } from './look-up/resolver-pool.js';
export { ProbeFailure } from './failure/probe-failure.js';
export { ProbeNet, type AddressFamily, type ProbeNetOptions, type ResolveHost } from './connection/probe-net.js';
export { readTarget, type ProbeTarget } from './probe-target.js';
export { isTextType, rawCheck } from './raw-check.js';
export { redactor } from './redact.js';
