// The other end of the uplink, as a process in a network namespace of its own: web sites on many addresses and the
// name server that knows them. Started by private-network.fixture.ts, as `node far-side.fixture.ts`.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** What the name server does: answer, say nothing, or say that it cannot (SERVFAIL). */
export type ResolverMode = 'answers' | 'silent' | 'fails';

export type FarSideOrder =
  { type: 'listen'; resolverAddress: string; names: Record<string, string> } | { type: 'resolver'; mode: ResolverMode };

const DNS_HEADER_BYTES = 12;
const TYPE_A = 1;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const TTL_SECONDS = 1;

let mode: ResolverMode = 'answers';
let addresses: Record<string, string> = {};

/** The name and type of a query's one question (RFC 1035, 4.1.2). */
function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = DNS_HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** An A record for a name that is known, no data for its other types, NXDOMAIN for others (RFC 1035, 4.1). */
function answerTo(query: Buffer): Buffer | null {
  const { name, type, end } = questionOf(query);
  if (mode === 'silent' || name.startsWith('dead')) return null;
  const address = addresses[name];
  const code = mode === 'fails' ? SERVFAIL : address === undefined ? NXDOMAIN : 0;
  const hasAnswer = code === 0 && type === TYPE_A;
  const response = Buffer.from(query.subarray(0, end));
  response.writeUInt16BE(0x8180 | code, 2);
  response.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  response.fill(0, 8, DNS_HEADER_BYTES);
  if (!hasAnswer || address === undefined) return response;
  const record = Buffer.from([0xc0, DNS_HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, TTL_SECONDS, 0, 4]);
  return Buffer.concat([response, record, Buffer.from(address.split('.').map(Number))]);
}

async function listen(resolverAddress: string): Promise<void> {
  const web = createServer((_request, response) => void response.end('fine'));
  web.listen(80, '0.0.0.0');
  const resolver = createSocket('udp4');
  resolver.on('message', (query, { port, address }) => {
    const answer = answerTo(query);
    if (answer) resolver.send(answer, port, address);
  });
  resolver.bind(53, resolverAddress);
  await Promise.all([once(web, 'listening'), once(resolver, 'listening')]);
}

process.on('message', (order: FarSideOrder) => {
  const done = (): void => void process.send?.('done');
  if (order.type === 'resolver') {
    mode = order.mode;
    done();
    return;
  }
  addresses = order.names;
  void listen(order.resolverAddress).then(done);
});
process.on('disconnect', () => process.exit());
