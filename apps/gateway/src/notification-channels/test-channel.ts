import { channelTestReplyV1, type ChannelTestResult, channelTestV1 } from '@wakeful/contracts';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import type { Context } from '../context/context.js';
import { isConnectionTrouble, isNobodyThere } from '../context/nats-requests.js';
import { NotifierFaultError, NotifierSilentError, NotifierUnreachableError } from './notification-channels.errors.js';
import { readChannel } from './read-channels.js';

/** Longer than a notifier gives a receiver. */
const REPLY_TIMEOUT_MS = 40_000;

/**
 * Has a notifier send a test message now, and returns the receiver's response.
 * @throws ChannelNotFoundError, NotifierUnreachableError, NotifierSilentError, NotifierFaultError
 */
export async function testChannel(context: Context, id: string): Promise<ChannelTestResult> {
  await readChannel(context, id);
  const reply = channelTestReplyV1.safeParse(await askNotifier(context, id));
  if (!reply.success) throw new NotifierFaultError(reply.error);
  const { isDelivered, status, answer, durationMs } = reply.data;
  return { delivered: isDelivered, status, answer, durationMs };
}

async function askNotifier({ requests }: Pick<Context, 'requests'>, channelId: string): Promise<unknown> {
  const message = { channelId };
  try {
    const subject = channelTestV1.subjectOf(message);
    return await firstValueFrom(requests.send<unknown>(subject, message).pipe(timeout(REPLY_TIMEOUT_MS)));
  } catch (error) {
    if (error instanceof TimeoutError) throw new NotifierSilentError(REPLY_TIMEOUT_MS, error);
    if (isNobodyThere(error) || isConnectionTrouble(error)) throw new NotifierUnreachableError(error);
    throw new NotifierFaultError(error);
  }
}
