/**
 * Whether an answer may be sent to where a request asks for it. The sender chooses the reply subject, and the answer is sent with
 * the rights of the service that answers: without this rule, a user who may only ask could publish to streams through it.
 * Clients of NATS wait for answers in an inbox, https://docs.nats.io/nats-concepts/core-nats/reqreply
 */
export const isInbox = (replySubject: string | undefined): boolean => replySubject?.startsWith('_INBOX.') ?? false;
