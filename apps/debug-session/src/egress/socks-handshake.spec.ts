import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { EgressProxy } from './egress-proxy.js';

/** Sends everything back. */
const echo = createServer((socket) => socket.pipe(socket));
let port: number;
let proxy: EgressProxy;
beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  port = (echo.address() as AddressInfo).port;
  const resolve = (): Promise<{ address: string; family: number }[]> =>
    Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
  const net = new ProbeNet(parseEgressPolicy('internal,127.0.0.0/8'), { resolve });
  proxy = await EgressProxy.start({ net, ipFamily: 0 });
  proxy.open();
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  echo.close();
});

const portBytes = (): number[] => [port >> 8, port & 255];
const name = (text: string): number[] => [3, text.length, ...Buffer.from(text)];

async function talk(bytes: readonly number[], answerLength: number): Promise<number[]> {
  const socket: Socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  // One byte at a time: nothing may rely on how a message was cut.
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  let answer = Buffer.alloc(0);
  for await (const chunk of socket) {
    answer = Buffer.concat([answer, chunk as Buffer]);
    if (answer.length >= answerLength) break;
  }
  socket.destroy();
  return [...answer];
}

const GREETING = [5, 1, 0];
const accepted = [5, 0];
const reply = (code: number): number[] => [5, code, 0, 1, 0, 0, 0, 0, 0, 0];

describe('the SOCKS 5 proxy', () => {
  it.each([
    { by: 'its name', destination: () => name('shop.test') },
    { by: 'its IPv4 address', destination: () => [1, 127, 0, 0, 1] },
    { by: 'its address as a name', destination: () => name('127.0.0.1') },
  ])('connects to a host by $by', async ({ destination }) => {
    const said = await talk([...GREETING, 5, 1, 0, ...destination(), ...portBytes(), 104, 105], 14);
    expect(said).toEqual([...accepted, ...reply(0), 104, 105]);
  });

  it.each([
    { what: 'a refused address', request: () => [5, 1, 0, 1, 169, 254, 169, 254, 0, 80], code: 2 },
    { what: 'a refused IPv6 address', request: () => [5, 1, 0, 4, ...Array<number>(15).fill(0), 1, 0, 80], code: 2 },
    { what: 'a closed port', request: () => [5, 1, 0, 1, 127, 0, 0, 1, 0, 1], code: 5 },
    { what: 'listening for others (BIND)', request: () => [5, 2, 0, 1, 127, 0, 0, 1, 0, 80], code: 7 },
  ])('refuses $what with code $code', async ({ request, code }) => {
    expect(await talk([...GREETING, ...request()], 12)).toEqual([...accepted, ...reply(code)]);
  });

  it.each([
    { what: 'another version', bytes: [4, 1, 0], answer: [] },
    { what: 'a client that wants to authenticate', bytes: [5, 1, 2], answer: [5, 255] },
    { what: 'an unknown type of address', bytes: [...GREETING, 5, 1, 0, 9, 0, 0], answer: accepted },
  ])('hangs up on $what', async ({ bytes, answer }) => {
    expect(await talk(bytes, 100)).toEqual(answer);
  });
});
