import type { MessageContract, MessageOf } from '@wakeful/contracts';
import { InvalidMessageError } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const titleOf = (contract: MessageContract): string => `${contract.name}.v${contract.version}`;

function validate<Contract extends MessageContract>(contract: Contract, data: unknown): MessageOf<Contract> {
  const result = contract.schema.safeParse(data);
  if (result.success) return result.data as MessageOf<Contract>;
  const issue = result.error.issues[0];
  throw new InvalidMessageError(titleOf(contract), `${issue?.path.join('.')}: ${issue?.message}`, result.error);
}

/** @throws InvalidMessageError */
export function encodeMessage<Contract extends MessageContract>(
  contract: Contract,
  message: MessageOf<Contract>,
): Uint8Array {
  return encoder.encode(JSON.stringify(validate(contract, message)));
}

/** @throws InvalidMessageError */
export function decodeMessage<Contract extends MessageContract>(
  contract: Contract,
  bytes: Uint8Array,
): MessageOf<Contract> {
  let data: unknown;
  try {
    data = JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new InvalidMessageError(titleOf(contract), 'it is not JSON', error);
  }
  return validate(contract, data);
}
