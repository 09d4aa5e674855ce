import { beforeAll, describe, expect, it } from '@jest/globals';
import { type MonitorTls, monitorTls } from '@wakeful/contracts';
import { makeTestCertificates, type TestCertificates } from '@wakeful/testing';
import { tlsProblems } from './tls-material.js';

let own: TestCertificates;
let other: TestCertificates;
beforeAll(async () => {
  [own, other] = await Promise.all([makeTestCertificates('a.example'), makeTestCertificates('b.example')]);
});

const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const problemsOf = (tls: Partial<MonitorTls>): unknown => tlsProblems({ ...monitorTls.parse({}), ...tls });

describe('the certificates and the key of a monitor', () => {
  it('are fine when they are whole and belong together, also with intermediates below', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ ca: `${own.ca}\n# a comment\n${other.ca}` })).toEqual([]);
    expect(problemsOf({ clientCertificate: `${own.cert}\n${own.ca}`, clientKey: own.key })).toEqual([]);
  });

  it('are refused when one of several cannot be read, and it is said which', () => {
    expect(problemsOf({ ca: `${own.ca}\n${broken}` })).toEqual([
      { path: 'tls.ca', message: 'cannot be read: certificate 2 of 2 is invalid' },
    ]);
  });

  it('are refused when the key is of another certificate', () => {
    expect(problemsOf({ clientCertificate: own.cert, clientKey: other.key })).toEqual([
      { path: 'tls.clientKey', message: 'does not match the client certificate' },
    ]);
  });

  it('are refused when one of the two is missing', () => {
    expect(problemsOf({ clientCertificate: own.cert })).toMatchObject([{ path: 'tls.clientKey' }]);
    expect(problemsOf({ clientKey: own.key })).toMatchObject([{ path: 'tls.clientCertificate' }]);
  });
});
