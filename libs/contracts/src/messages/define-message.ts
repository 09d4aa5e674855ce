import type { z } from 'zod';

/** The JetStream streams. `null` as a message's stream means core NATS: delivered at most once, to whoever listens. */
export const streamNames = ['CHECKS', 'RESULTS', 'CONTROL', 'DEBUG', 'EVENTS', 'DEAD_LETTERS'] as const;
export type StreamName = (typeof streamNames)[number];

/** A message's name, version, place and shape: the one definition that its publisher and its consumers share. */
export interface MessageContract<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly version: number;
  readonly stream: StreamName | null;
  readonly schema: Schema;
  /** The subject on which this very message is published. */
  readonly subjectOf: (message: z.output<Schema>) => string;
  /** Every subject of this contract, as one NATS filter. */
  readonly filter: string;
}

export type MessageOf<Contract extends MessageContract> = z.output<Contract['schema']>;

interface MessageDefinition<Schema extends z.ZodType> {
  name: string;
  version: number;
  stream: StreamName | null;
  schema: Schema;
  /** Last token of the subject, for messages that are routed, e.g. by location. */
  route?: (message: z.output<Schema>) => string;
}

/**
 * Defines a message `name` in a version; its subject is `<name>.v<version>`, followed by its route if it has one.
 * An additive change stays in its version, a breaking one gets a new file (see docs/adr).
 */
export function defineMessage<Schema extends z.ZodType>(
  definition: MessageDefinition<Schema>,
): MessageContract<Schema> {
  const { route, ...rest } = definition;
  const subject = `${definition.name}.v${definition.version}`;
  return {
    ...rest,
    subjectOf: (message) => (route ? `${subject}.${route(message)}` : subject),
    filter: route ? `${subject}.*` : subject,
  };
}
