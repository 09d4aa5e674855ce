import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SettingsOf } from '@wakeful/contracts';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type AlertMessage, plainText } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import { type Channel, DeliveryError, type Network, type Receipt } from '../channel.js';
import { mailHtml } from './mail-html.js';
import { answersOf, detailOf, type RecipientAnswer, type SmtpAnswer } from './recipients.js';

/** Servers with greet delay take up to half a minute for the greeting alone. */
const DIALOGUE_MS = 60_000;
/**
 * How long a server may take to accept a received mail (RFC 5321 4.5.3.2.6). Disconnecting earlier risks sending it
 * twice, as the server may have accepted it.
 */
const AFTER_DATA_MS = 600_000;

/** A mail has the same Message-ID at every attempt; mails of one incident share a thread. */
function mailOf(message: AlertMessage, { from, to }: SettingsOf<'email'>): SendMailOptions {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const { windowId } = message.values;
  const thread = message.thread ?? (windowId === null ? null : `window-${windowId}`);
  return {
    from: { name: 'Wakeful', address: from },
    to,
    subject: cutText(message.title.replace(/\s+/g, ' '), 200),
    text: plainText(message),
    html: mailHtml(message),
    messageId: `<${message.id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Wakeful-Kind': message.kind },
    ...(thread !== null && { references: `<${thread}@${domain}>` }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Mail over SMTP. */
export const email: Channel<'email'> = {
  hasIncidents: false,
  timeoutMs: DIALOGUE_MS,
  async send(message, settings, network) {
    const { reached, deadline } = network;
    const recipients = settings.to.filter((address) => !reached.includes(address));
    if (recipients.length === 0) return { status: 250, answer: 'Accepted for every recipient.' };
    let answer: SmtpAnswer;
    try {
      const connection = await network.net.dial(settings.host, settings.port, deadline.signal);
      answer = await sendOver(connection, mailOf(message, settings), { ...settings, to: recipients }, network);
    } catch (error) {
      throw failure(error as SmtpAnswer, deadline.signal, reached);
    }
    return receiptOf(answer, recipients, reached);
  },
};

/** @throws DeliveryError unless all recipients have accepted it */
function receiptOf(answer: SmtpAnswer, recipients: readonly string[], reached: readonly string[]): Receipt {
  const answers = answersOf(answer, recipients);
  const status = Number(/^\d{3}/.exec(answer.response ?? '')?.[0] ?? 250);
  const refused = answers.filter(({ isTaken }) => !isTaken);
  if (refused.length === 0) return { status, answer: answer.response ?? '' };
  const taken = [...reached, ...answers.filter(({ isTaken }) => isTaken).map(({ address }) => address)];
  throw refusal(refused, taken);
}

function refusal(refused: readonly RecipientAnswer[], reached: readonly string[], cause?: unknown): DeliveryError {
  return new DeliveryError(detailOf(refused, reached), {
    status: refused[0]?.code ?? null,
    isRefused: refused.every(({ code }) => isPermanent(code)),
    reached,
    cause,
  });
}

const isPermanent = (code: number | null): boolean => code !== null && code >= 500;

function failure(error: SmtpAnswer, signal: AbortSignal, reached: readonly string[]): DeliveryError {
  if (signal.aborted) return new DeliveryError('The mail server did not respond in time.', { cause: error });
  const { responseCode = null, response, rejectedErrors = [] } = error;
  if (rejectedErrors.length > 0) {
    const refused = answersOf(
      error,
      rejectedErrors.map(({ recipient = '' }) => recipient),
    );
    return refusal(refused, reached, error);
  }
  const text = response ?? (error instanceof Error ? error.message : String(error));
  const isRefused = isPermanent(responseCode);
  return new DeliveryError(`The mail was rejected: ${text}`, { status: responseCode, isRefused, cause: error });
}

async function sendOver(
  connection: Socket,
  mail: SendMailOptions,
  { host, port, security, username, password, from, to }: SettingsOf<'email'>,
  { deadline, ehloName }: Pick<Network, 'deadline' | 'ehloName'>,
): Promise<SmtpAnswer> {
  const transport = createTransport({
    connection,
    host,
    port,
    name: ehloName,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    greetingTimeout: DIALOGUE_MS,
    socketTimeout: AFTER_DATA_MS,
    ...(username !== null && { auth: { user: username, pass: password ?? '' } }),
  });
  transport.use('stream', ({ message }, done) => {
    message.processFunc((data) => data.once('end', () => deadline.allow(AFTER_DATA_MS)));
    done();
  });
  const tooLate = once(deadline.signal, 'abort').then(() => Promise.reject(new Error('too late')));
  tooLate.catch(() => undefined);
  try {
    const sending: Promise<unknown> = transport.sendMail({ ...mail, envelope: { from, to } });
    return (await Promise.race([sending, tooLate])) as SmtpAnswer;
  } finally {
    transport.close();
    connection.destroy();
  }
}
