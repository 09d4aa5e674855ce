import { z } from 'zod';
import { parseEgressPolicy } from './egress-policy.js';

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
  EGRESS_ALLOW: egressList.default('internal'),
  EGRESS_DENY: egressList.default(''),
};
