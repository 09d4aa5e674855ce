import type { Socket } from 'node:net';
import type { FailureReason } from '@wakeful/contracts';
import ipaddr from 'ipaddr.js';
import { endpointOf } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import { converse } from './negotiation.js';
import type { ProxyAddress } from './proxy-address.js';

// RFC 1928 and, for the user name and password, RFC 1929.
const VERSION = 5;
const AUTH_VERSION = 1;
const NO_AUTHENTICATION = 0;
const USERNAME_PASSWORD = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** What the proxy says of the connection to the target, by reply code; the first and the second are of the proxy itself. */
const replies: readonly (readonly [FailureReason, string])[] = [
  ['network', 'succeeded'],
  ['network', 'it failed'],
  ['checker_fault', 'its rules do not allow it'],
  ['network', 'the network cannot be reached'],
  ['network', 'the host cannot be reached'],
  ['refused', 'the connection was refused'],
  ['network', 'it did not answer in time'],
  ['checker_fault', 'it does not know the command'],
  ['checker_fault', 'it does not know such addresses'],
];

const exactly = (length: number) => (): number => length;

/** `CONNECT` to a name, which the proxy looks up, or to an address. */
function connectRequest({ hostname, literalFamily, port }: ProbeTarget): Buffer {
  const name = Buffer.from(hostname, 'latin1');
  const address =
    literalFamily === 0
      ? Buffer.concat([Buffer.of(addressTypes.name, name.length), name])
      : Buffer.from([
          literalFamily === 4 ? addressTypes.ipv4 : addressTypes.ipv6,
          ...ipaddr.parse(hostname).toByteArray(),
        ]);
  return Buffer.concat([Buffer.of(VERSION, CONNECT, 0), address, Buffer.of(port >> 8, port & 0xff)]);
}

/** The length of the reply to `CONNECT`, which holds an address of one of three kinds. */
function replyLength(received: Buffer): number | null {
  if (received.length >= 2 && received[1] !== 0) return 2;
  const [, , , type, nameLength] = received;
  if (type === addressTypes.ipv4) return 4 + 4 + 2;
  if (type === addressTypes.ipv6) return 4 + 16 + 2;
  return type === addressTypes.name && nameLength !== undefined ? 4 + 1 + nameLength + 2 : null;
}

async function authenticate(run: ProbeRun, socket: Socket, proxy: ProxyAddress): Promise<void> {
  const { credentials, label } = proxy;
  const methods = credentials ? [NO_AUTHENTICATION, USERNAME_PASSWORD] : [NO_AUTHENTICATION];
  const [version, method] = await converse(run, socket, Buffer.of(VERSION, methods.length, ...methods), exactly(2));
  if (version !== VERSION) throw new ProbeFailure('checker_fault', `The proxy ${label} does not speak SOCKS 5`);
  if (method === NO_AUTHENTICATION) return;
  const refused = `The proxy ${label} wants other credentials than this monitor has`;
  if (method === NONE_ACCEPTABLE || method !== USERNAME_PASSWORD || !credentials) {
    throw new ProbeFailure('checker_fault', refused);
  }
  const [username, password] = [Buffer.from(credentials.username), Buffer.from(credentials.password)];
  const message = Buffer.concat([
    Buffer.of(AUTH_VERSION, username.length),
    username,
    Buffer.of(password.length),
    password,
  ]);
  const [, status] = await converse(run, socket, message, exactly(2));
  if (status !== 0) throw new ProbeFailure('checker_fault', refused);
}

/** Opens a tunnel through a SOCKS 5 proxy; the proxy looks the target's name up. */
export async function openSocksTunnel(
  run: ProbeRun,
  socket: Socket,
  proxy: ProxyAddress,
  target: ProbeTarget,
): Promise<void> {
  await authenticate(run, socket, proxy);
  const reply = (await converse(run, socket, connectRequest(target), replyLength))[1] ?? 1;
  if (reply === 0) return;
  const [reason, why] = replies[reply] ?? ['network', 'it failed'];
  const authority = endpointOf(target.hostname, target.port);
  throw new ProbeFailure(reason, `The proxy ${proxy.label} could not connect to ${authority}: ${why}`);
}
