import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SettingsOf } from '@wakeful/contracts';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type AlertMessage, clip, plainText } from '../../messages/alert-message.js';
import { type Channel, DeliveryError, type Receipt } from '../channel.js';
import { mailHtml } from './mail-html.js';

/** The id of a mail is the same at every try; those of one outage refer to the same thread. */
function mailOf(message: AlertMessage, { from, to }: SettingsOf<'email'>): SendMailOptions {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const { windowId } = message.values;
  return {
    from: { name: 'Wakeful', address: from },
    to,
    subject: clip(message.title.replace(/\s+/g, ' '), 200),
    text: plainText(message),
    html: mailHtml(message),
    messageId: `<${message.id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Wakeful-Kind': message.kind },
    ...(windowId !== null && { references: `<window-${windowId}@${domain}>` }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface SmtpAnswer {
  response?: string;
  responseCode?: number;
  rejected?: readonly unknown[];
}

function receiptOf({ response = '', rejected = [] }: SmtpAnswer): Receipt {
  const refused = rejected.length > 0 ? ` (refused for ${rejected.map(String).join(', ')})` : '';
  return { status: Number(/^\d{3}/.exec(response)?.[0] ?? 250), answer: `${response}${refused}` };
}

function failure(error: unknown, signal: AbortSignal): DeliveryError {
  if (signal.aborted) return new DeliveryError('The mail server did not answer in time.', { cause: error });
  const { responseCode = null, response } = error as SmtpAnswer;
  const text = response ?? (error instanceof Error ? error.message : String(error));
  return new DeliveryError(`The mail was not taken: ${text}`, { status: responseCode, cause: error });
}

/** Mail over SMTP. */
export const email: Channel<'email'> = {
  hasIncidents: false,
  async send(message, settings, { net, signal }) {
    try {
      const connection = await net.dial(settings.host, settings.port, signal);
      return await sendOver(connection, message, settings, signal);
    } catch (error) {
      throw failure(error, signal);
    }
  },
};

async function sendOver(
  connection: Socket,
  message: AlertMessage,
  settings: SettingsOf<'email'>,
  signal: AbortSignal,
): Promise<Receipt> {
  const { host, port, security, username, password } = settings;
  const transport = createTransport({
    connection,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(username !== null && { auth: { user: username, pass: password ?? '' } }),
  });
  const tooLate = once(signal, 'abort').then(() => Promise.reject(new Error('too late')));
  tooLate.catch(() => undefined);
  try {
    return receiptOf((await Promise.race([transport.sendMail(mailOf(message, settings)), tooLate])) as SmtpAnswer);
  } finally {
    transport.close();
    connection.destroy();
  }
}
