import { createHash, randomInt, X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getCACertificates } from 'node:tls';
import type { SessionScratch } from './scratch.js';

/** Attributes of PKCS #11 and NSS, by the columns that NSS's database has for them (lib/softoken/sdb.c, pkcs11n.h). */
const COLUMNS = `a0,a1,a2,a3,a10,a11,a12,a80,a81,a82,a83,a84,a85,a86,a87,a88,a89,a8a,a8b,a90,a100,a101,a102,a103,a104,a105,
a106,a107,a108,a109,a10a,a10b,a10c,a110,a111,a120,a121,a122,a123,a124,a125,a126,a127,a128,a129,a130,a131,a132,a133,a134,a160,
a161,a162,a163,a164,a165,a166,a170,a180,a181,a200,a201,a202,a210,a300,a301,a302,a400,a401,a402,a403,a404,a405,a406,a480,a481,
a482,a500,a501,a502,a503,a40000211,a40000212,a80000001,ace534351,ace534352,ace534353,ace534354,ace534355,ace534356,ace534357,
ace534358,ace534364,ace534365,ace534366,ace534367,ace534368,ace534369,ace534373,ace534374,ace536351,ace536352,ace536353,
ace536354,ace536355,ace536356,ace536357,ace536358,ace536359,ace53635a,ace53635b,ace53635c,ace53635d,ace53635e,ace53635f,
ace536360,ace5363b4,ace5363b5,ad5a0db00`;
const CERTIFICATE = '00000001';
const TRUST = 'ce534353';
const TRUSTED_AUTHORITY = 'ce534352';
const MUST_VERIFY = 'ce53435b';
const SEQUENCE = 0x30;
const CONTEXT_0 = 0xa0;

const pemBlocks = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];

/** Where the DER value at `at` begins and ends (X.690, 8.1). */
function derAt(der: Buffer, at: number): { tag: number; start: number; end: number } {
  const first = der[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  return { tag: der[at] ?? 0, start, end: start + length };
}

/** Serial number, issuer and subject as they stand in the certificate (RFC 5280, 4.1): NSS finds it by their bytes. */
function namesOf(der: Buffer): { serial: Buffer; issuer: Buffer; subject: Buffer } {
  const fields: Buffer[] = [];
  const body = derAt(der, derAt(der, 0).start);
  for (let at = body.start; at < body.end && fields.length < 5; at = derAt(der, at).end) {
    const { tag, end } = derAt(der, at);
    if (tag !== CONTEXT_0) fields.push(der.subarray(at, end));
  }
  const [serial, , issuer, validity, subject] = fields;
  if (!serial || !issuer || !subject || validity?.[0] !== SEQUENCE) throw new Error('is no certificate');
  return { serial, issuer, subject };
}

const number = (hex: string): Buffer => Buffer.from(hex, 'hex');
const TRUE = Buffer.from([1]);
const FALSE = Buffer.from([0]);
/** How NSS writes a text that is empty. */
const EMPTY = number('a5005a');

function insertAuthority(database: DatabaseSync, pem: string): void {
  const der = new X509Certificate(pem).raw;
  const { serial, issuer, subject } = namesOf(der);
  const hash = (algorithm: string): Buffer => createHash(algorithm).update(der).digest();
  const object = { a1: TRUE, a2: FALSE, a3: EMPTY, a81: issuer, a82: serial, a170: TRUE };
  const insert = (row: Record<string, Buffer>): void => {
    const names = Object.keys(row);
    const marks = names.map(() => '?').join();
    database
      .prepare(`INSERT INTO nssPublic (id, ${names.join()}) VALUES (?, ${marks})`)
      .run(randomInt(1, 2 ** 30), ...Object.values(row));
  };
  insert({ ...object, a0: number(CERTIFICATE), a11: der, a80: number('00000000'), a101: subject, a102: hash('sha1') });
  insert({
    ...object,
    a0: number(TRUST),
    ace536358: number(TRUSTED_AUTHORITY),
    ace536359: number(MUST_VERIFY),
    ace53635a: number(MUST_VERIFY),
    ace53635b: number(MUST_VERIFY),
    ace536360: FALSE,
    ace5363b4: hash('sha1'),
    ace5363b5: hash('md5'),
  });
}

/**
 * A home folder whose NSS database makes Chromium trust CAs in addition to its own, for this session only. It is
 * written here, as `certutil` is a package that many machines and images do not have; a browser only reads it.
 * @param pems certificates, one or several in each text
 * @returns the folder for the browser's HOME
 * @throws what Node throws for a text that is no certificate
 */
export function trustAuthorities(scratch: SessionScratch, pems: readonly string[]): string {
  const home = join(scratch.path, 'home');
  const folder = join(home, '.pki', 'nssdb');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(folder, 'pkcs11.txt'),
    `library=\nname=NSS Internal PKCS #11 Module\nparameters=configdir='sql:${folder}' secmod='secmod.db'\nNSS=Flags=internal,critical\n`,
  );
  const database = new DatabaseSync(join(folder, 'cert9.db'));
  try {
    database.exec(`CREATE TABLE nssPublic (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, ${COLUMNS})`);
    for (const pem of new Set(pems.flatMap(pemBlocks))) insertAuthority(database, pem);
  } finally {
    database.close();
  }
  return home;
}

/** What checks trust in addition to the public CAs: NODE_EXTRA_CA_CERTS and its like. */
export function extraAuthorities(): string[] {
  const bundled = new Set(getCACertificates('bundled'));
  return getCACertificates('default').filter((pem) => !bundled.has(pem));
}
