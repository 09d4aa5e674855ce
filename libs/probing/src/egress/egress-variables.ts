import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import { type EgressPolicy, parseEgressPolicy } from './egress-policy.js';

const isEgressList = (text: string): boolean => {
  try {
    parseEgressPolicy(text, '');
    return true;
  } catch {
    return false;
  }
};

const egressList = z
  .string()
  .refine(isEgressList, 'must be a list of CIDRs and of the presets "public" and "internal", separated by commas');

/** The settings of every service that visits what users name. */
export const egressVariables = {
  EGRESS_ALLOW: egressList.default('internal').meta({
    description:
      'What probes and alerts may connect to: address blocks, `public` (the public Internet) and `internal` (that and private networks). Loopback only where a loopback block is listed',
  }),
  EGRESS_DENY: egressList.default('').meta({ description: 'What they may not, in the same form; it takes precedence' }),
  EGRESS_DENY_OWN_NETWORKS: z.enum(['true', 'false'], 'must be true or false').default('true').meta({
    description:
      "Networks of this machine's own interfaces are refused unless `EGRESS_ALLOW` lists them: in containers NATS, Prometheus and the other services are there. `npm start` sets `false`",
  }),
};

/** The networks of this machine's interfaces, as CIDRs; loopback and single addresses are none. */
function ownNetworks(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const cidrs = addresses.filter(({ internal, cidr }) => !internal && cidr !== null).map(({ cidr }) => cidr as string);
  return [...new Set(cidrs)];
}

/** The policy that the variables describe, for this machine. */
export function egressPolicyOf(config: z.output<z.ZodObject<typeof egressVariables>>): EgressPolicy {
  const { EGRESS_ALLOW: allow, EGRESS_DENY: deny, EGRESS_DENY_OWN_NETWORKS: own } = config;
  return parseEgressPolicy(allow, deny, own === 'true' ? ownNetworks() : []);
}
