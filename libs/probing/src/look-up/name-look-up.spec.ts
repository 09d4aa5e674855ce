import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readHosts } from './hosts-file.js';
import { NameLookUp } from './name-look-up.js';
import { type NameRecord, NameServer } from './name-server.fixture.js';
import { candidatesFor, readSearchRules } from './resolv-conf.js';

const records: Readonly<Record<string, NameRecord>> = {
  'both.example': { a: ['192.0.2.1', '192.0.2.2'], aaaa: ['2001:db8::1'] },
  'four.example': { a: ['192.0.2.4'] },
  'six.example': { aaaa: ['2001:db8::6'] },
  'empty.example': {},
  'failing.example': { rcode: 2 },
  'refused.example': { rcode: 5 },
  'silent.example': { silent: true },
  'half-silent.example': { a: ['192.0.2.5'], silent: 'aaaa' },
  'large.example': { a: Array.from({ length: 60 }, (_, at) => `192.0.2.${at + 1}`), truncated: true },
  'alias.example': { cname: 'alias-2.example' },
  'alias-2.example': { cname: 'both.example' },
  'dangling.example': { cname: 'nowhere.example', rcode: 3 },
  '_underscore.example': { a: ['192.0.2.7'] },
  'xn--mnchen-3ya.example': { a: ['192.0.2.8'] },
  'shop.corp.test': { a: ['10.0.0.1'] },
  'shop.lan.test': { a: ['10.0.0.2'] },
  'dotted.name.lan.test': { a: ['10.0.0.3'] },
  shop: { a: ['10.9.9.9'] },
};

const folder = mkdtempSync(join(tmpdir(), 'wakeful-look-up-'));
const paths = { hosts: join(folder, 'hosts'), resolvConf: join(folder, 'resolv.conf') };
let server: NameServer;
beforeAll(async () => {
  server = await NameServer.start(records);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const addressesOf = async (hostname: string, family: 0 | 4 | 6 = 0, names = new NameLookUp({ paths })) =>
  (await names.resolve(hostname, family, { resolvers: [server.address] })).map(({ address }) => address);

describe('NameLookUp', () => {
  it.each([
    { name: 'both.example', family: 0, want: ['192.0.2.1', '192.0.2.2', '2001:db8::1'] },
    { name: 'both.example', family: 4, want: ['192.0.2.1', '192.0.2.2'] },
    { name: 'both.example', family: 6, want: ['2001:db8::1'] },
    { name: 'BOTH.Example', family: 6, want: ['2001:db8::1'] },
    { name: 'four.example', family: 0, want: ['192.0.2.4'] },
    { name: 'six.example', family: 0, want: ['2001:db8::6'] },
    { name: 'alias.example', family: 4, want: ['192.0.2.1', '192.0.2.2'] },
    { name: '_underscore.example', family: 0, want: ['192.0.2.7'] },
    { name: new URL('http://münchen.example').hostname, family: 0, want: ['192.0.2.8'] },
  ] as const)('finds $name with family $family', async ({ name, family, want }) => {
    expect((await addressesOf(name, family)).sort()).toEqual([...want].sort());
  });

  it('fetches an answer that UDP cannot hold over TCP', async () => {
    expect(await addressesOf('large.example', 4)).toHaveLength(60);
  });

  it('tells how long an answer is good for', async () => {
    const found = await new NameLookUp({ paths }).resolve('four.example', 4, { resolvers: [server.address] });
    expect(found).toEqual([{ address: '192.0.2.4', family: 4, ttlSeconds: 60 }]);
  });

  it('asks again each time', async () => {
    const names = new NameLookUp({ paths });
    server.asked.length = 0;
    await addressesOf('four.example', 4, names);
    await addressesOf('four.example', 4, names);
    expect(server.asked).toEqual(['A four.example', 'A four.example']);
  });

  it.each([
    { name: 'nowhere.example', code: 'ENOTFOUND' },
    { name: 'dangling.example', code: 'ENOTFOUND' },
    { name: 'empty.example', code: 'ENODATA' },
    { name: 'failing.example', code: 'ESERVFAIL' },
    { name: 'refused.example', code: 'EREFUSED' },
    { name: `${'a'.repeat(64)}.example`, code: 'EBADNAME' },
  ])('says $code of $name', async ({ name, code }) => {
    await expect(addressesOf(name)).rejects.toMatchObject({ code });
  });

  it.each([
    { name: 'four.example', family: 6, says: 'four.example has IPv4 addresses only, and this monitor asks for IPv6' },
    { name: 'six.example', family: 4, says: 'six.example has IPv6 addresses only, and this monitor asks for IPv4' },
  ] as const)('says that $name is of the other family', async ({ name, family, says }) => {
    await expect(addressesOf(name, family)).rejects.toMatchObject({ reason: 'dns', message: says });
  });

  it('continues without the family for which the name server never answers, and says so', async () => {
    const odd: string[] = [];
    const names = new NameLookUp({ paths });
    const found = await names.resolve('half-silent.example', 0, {
      resolvers: [server.address],
      onOddity: (sentence) => odd.push(sentence),
    });
    expect(found.map(({ address }) => address)).toEqual(['192.0.2.5']);
    expect(odd).toEqual([
      'The name server gave no answer for the IPv6 addresses (AAAA) of half-silent.example (TIMEOUT)',
    ]);
  });

  it('says that no one takes questions where no name server is', async () => {
    const resolvers = ['127.0.0.1:1'];
    await expect(new NameLookUp({ paths }).resolve('both.example', 0, { resolvers })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('asks the second name server when no one is at the first', async () => {
    const resolvers = ['127.0.0.1:1', server.address];
    expect(await new NameLookUp({ paths }).resolve('four.example', 4, { resolvers })).toHaveLength(1);
  });

  it('ends when it is cancelled, and the next one does not notice', async () => {
    const names = new NameLookUp({ paths });
    const patience = new AbortController();
    const looking = names.resolve('silent.example', 0, { resolvers: [server.address], signal: patience.signal });
    patience.abort();
    await expect(looking).rejects.toThrow();
    expect(names.figures).toMatchObject({ active: 0, begunTotal: 1 });
    expect(await addressesOf('four.example', 4, names)).toEqual(['192.0.2.4']);
  });

  it('lets a look-up wait in line while too many are under way, and counts those that give up', async () => {
    const names = new NameLookUp({ paths, maxLookUps: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const ask = (name: string, signal: AbortSignal, told: string[]) =>
      names.resolve(name, 4, {
        resolvers: [server.address],
        signal,
        onWait: () => told.push('waits'),
        onBegin: () => told.push('begins'),
      });
    const told: string[][] = [[], [], []];
    const silent = ask('silent.example', first.signal, told[0] as string[]);
    const impatient = ask('four.example', second.signal, told[1] as string[]);
    const patient = ask('four.example', new AbortController().signal, told[2] as string[]);
    expect(names.figures).toEqual({ active: 1, waiting: 2, begunTotal: 1, neverBegunTotal: 0 });
    second.abort();
    await expect(impatient).rejects.toThrow();
    first.abort();
    await expect(silent).rejects.toThrow();
    expect(await patient).toHaveLength(1);
    expect(told).toEqual([['begins'], ['waits'], ['waits', 'begins']]);
    expect(names.figures).toEqual({ active: 0, waiting: 0, begunTotal: 2, neverBegunTotal: 1 });
  });
});

describe('NameLookUp, of the machine’s own files', () => {
  const known = async (hosts: string, hostname: string, family: 0 | 4 | 6 = 0) => {
    writeFileSync(paths.hosts, hosts);
    return (await new NameLookUp({ paths }).resolve(hostname, family)).map(({ address }) => address);
  };

  it.each([
    { hosts: '192.0.2.9 build.test www.build.test # ours\n', name: 'WWW.build.test', want: ['192.0.2.9'] },
    {
      hosts: '192.0.2.9\tbuild.test\n::1 build.test\n127.0.0.1 other\n',
      name: 'build.test',
      want: ['192.0.2.9', '::1'],
    },
    {
      hosts: 'fe80::1%eth0 build.test\nnonsense build.test\n10.0.0.1 build.test\n',
      name: 'build.test',
      want: ['10.0.0.1'],
    },
    { hosts: '127.0.0.1 localhost\n', name: 'localhost', want: ['127.0.0.1'] },
    { hosts: '', name: 'localhost', want: ['::1', '127.0.0.1'] },
    { hosts: '', name: 'shop.localhost', want: ['::1', '127.0.0.1'] },
  ])('knows $name by "$hosts"', async ({ hosts, name, want }) => {
    expect(await known(hosts, name)).toEqual(want);
  });

  it('notices that a file has changed', async () => {
    writeFileSync(paths.hosts, '192.0.2.9 build.test\n');
    const names = new NameLookUp({ paths });
    expect(await names.resolve('build.test', 4)).toHaveLength(1);
    writeFileSync(paths.hosts, '192.0.2.9 build.test\n192.0.2.10 build.test\n');
    for (;;) if ((await names.resolve('build.test', 4)).length === 2) break;
  });
});

describe('search domains', () => {
  it.each([
    { text: '', want: { search: [], ndots: 1 } },
    { text: 'nameserver 10.0.0.1\n', want: { search: [], ndots: 1 } },
    {
      text: 'domain old.test\nsearch a.test. b.test\noptions timeout:1 ndots:5 # k8s\n',
      want: { search: ['a.test', 'b.test'], ndots: 5 },
    },
    { text: 'search a.test\ndomain b.test\noptions ndots:99', want: { search: ['b.test'], ndots: 15 } },
    { text: '; comment\nsearch .\n', want: { search: [], ndots: 1 } },
  ])('are read from "$text"', ({ text, want }) => {
    expect(readSearchRules(text)).toEqual(want);
  });

  it.each([
    { name: 'shop', ndots: 1, want: ['shop.corp.test', 'shop.lan.test', 'shop'] },
    { name: 'shop.example', ndots: 1, want: ['shop.example', 'shop.example.corp.test', 'shop.example.lan.test'] },
    { name: 'shop.example', ndots: 5, want: ['shop.example.corp.test', 'shop.example.lan.test', 'shop.example'] },
  ])('complete $name with ndots:$ndots', ({ name, ndots, want }) => {
    expect(candidatesFor(name, { search: ['corp.test', 'lan.test'], ndots })).toEqual(want);
  });

  it.each([
    { name: 'shop', isAbsolute: false, want: '10.0.0.2', asked: ['A shop.nowhere.test', 'A shop.lan.test'] },
    { name: 'shop', isAbsolute: true, want: '10.9.9.9', asked: ['A shop'] },
    { name: 'four.example', isAbsolute: false, want: '192.0.2.4', asked: ['A four.example'] },
    {
      name: 'dotted.name',
      isAbsolute: false,
      want: '10.0.0.3',
      asked: ['A dotted.name', 'A dotted.name.nowhere.test', 'A dotted.name.lan.test'],
    },
  ])('complete $name (absolute: $isAbsolute) in turn', async ({ name, isAbsolute, want, asked }) => {
    writeFileSync(paths.resolvConf, 'search nowhere.test lan.test\n');
    server.asked.length = 0;
    const names = new NameLookUp({ paths, nameServers: [server.address] });
    expect(await names.resolve(name, 4, { isAbsolute })).toMatchObject([{ address: want }]);
    expect(server.asked).toEqual(asked);
  });

  it('do not complete a name that is asked of a monitor’s own name server', async () => {
    writeFileSync(paths.resolvConf, 'search lan.test\n');
    expect(await addressesOf('shop')).toEqual(['10.9.9.9']);
  });

  it('reads every line of a hosts file and repeats no address', () => {
    expect([...readHosts('10.0.0.1 a b\r\n10.0.0.1 a\n')]).toEqual([
      ['a', [{ address: '10.0.0.1', family: 4 }]],
      ['b', [{ address: '10.0.0.1', family: 4 }]],
    ]);
  });
});
