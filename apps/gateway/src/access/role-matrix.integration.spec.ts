import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { roles } from '@wakeful/contracts';
import { AuditTargets } from '../audit/audit-targets.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { OPERATION, type OperationDescription } from '../http/operation.js';
import { aKey, aPerson } from './people.fixture.js';
import { proofOfActions } from './proof-of-actions.js';

const UNKNOWN_ID = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const UNAUTHENTICATED = 401;
const FORBIDDEN = 403;
const JSON_BODY = { 'content-type': 'application/json' };

const people = ['nobody', 'viewer', 'editor', 'admin'] as const;
const keys = ['read key', 'write key', 'admin key', 'expired key', 'revoked key'] as const;
type Who = (typeof people)[number] | (typeof keys)[number];

const rankOf: Readonly<Partial<Record<Who, number>>> = {
  viewer: 0,
  editor: 1,
  admin: 2,
  'read key': 0,
  'write key': 1,
  'admin key': 2,
};

interface Operation {
  operationId: string;
  requestBody?: unknown;
  'x-wakeful-access'?: string;
  'x-wakeful-key-access'?: string;
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

/** What the document says must happen: a status of refusal, or null for anything but a refusal. */
function expectedStatus({ operation }: Route, who: Who): number | null {
  const access = operation['x-wakeful-access'];
  if (access === 'public') return null;
  const rank = rankOf[who];
  if (rank === undefined) return UNAUTHENTICATED;
  const keyAccess = who.endsWith('key') ? (operation['x-wakeful-key-access'] ?? access) : access;
  if (keyAccess === 'none') return FORBIDDEN;
  const needed = roles.findIndex((role) => role === keyAccess);
  if (needed < 0) throw new Error(`${operation.operationId} has no rule about who may use it`);
  return rank >= needed ? null : FORBIDDEN;
}

/** What stands on the handlers of all controllers. */
function operationsOf({ app }: TestGateway): OperationDescription[] {
  const scanner = new MetadataScanner();
  const reflector = new Reflector();
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers.flatMap(({ metatype }) => {
    const prototype = metatype?.prototype as Record<string, () => void>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      return handler ? [reflector.get<OperationDescription | undefined>(OPERATION, handler) ?? []].flat() : [];
    });
  });
}

describe('the role matrix', () => {
  let gateway: TestGateway;
  let routes: Route[];
  const credentials = new Map<Who, string>();
  /** Paths of the API whose answers someone on the way may keep. */
  const kept = new Set<string>();

  beforeAll(async () => {
    gateway = await startTestGateway();
    const { body } = await gateway.request<{ paths: Record<string, Record<string, Operation>> }>(
      'GET',
      '/api/openapi.json',
    );
    routes = Object.entries(body.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    credentials.set('nobody', '');
    for (const role of roles) credentials.set(role, (await aPerson(gateway, role)).authorization);
    for (const scope of ['read', 'write', 'admin'] as const) {
      credentials.set(`${scope} key`, `Bearer ${(await aKey(gateway, scope)).key}`);
    }
    const [expired, revoked] = [await aKey(gateway, 'admin'), await aKey(gateway, 'admin')];
    await gateway.dataSource.query(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      expired.id,
    ]);
    await gateway.request('DELETE', `/api/v1/api-keys/${revoked.id}`);
    credentials.set('expired key', `Bearer ${expired.key}`);
    credentials.set('revoked key', `Bearer ${revoked.key}`);
  });
  afterAll(() => gateway.stop());

  /** Nothing that is sent is valid, so that nothing changes: only the refusals matter. */
  async function statusFor({ method, path, operation }: Route, who: Who): Promise<number> {
    const authorization = credentials.get(who) ?? '';
    const response = await fetch(`${gateway.url}${path.replace('{id}', UNKNOWN_ID)}`, {
      method,
      redirect: 'manual',
      headers: { ...(authorization && { authorization }), ...(operation.requestBody ? JSON_BODY : {}) },
      ...(operation.requestBody ? { body: '{}' } : {}),
    });
    await response.body?.cancel();
    if (path.startsWith('/api/v1/') && response.headers.get('cache-control') !== 'no-store') kept.add(path);
    return response.status;
  }

  it.each([...people, ...keys])('holds for every route: %s', async (who) => {
    const wrong: string[] = [];
    for (const route of routes) {
      const status = await statusFor(route, who);
      const expected = expectedStatus(route, who);
      const isRefusal = status === UNAUTHENTICATED || status === FORBIDDEN;
      if (expected === null ? isRefusal : status !== expected) {
        wrong.push(`${route.method} ${route.path}: ${status}, expected ${expected ?? 'no refusal'}`);
      }
    }
    expect(routes.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });

  it('nothing of the API is kept by a browser or a proxy, whoever asks', () => expect([...kept]).toEqual([]));

  it('lets no one in but to health, to the documents and to log in', () => {
    const open = routes.filter(({ operation }) => operation['x-wakeful-access'] === 'public');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'DELETE /api/v1/session',
      'GET /api/v1/login/methods',
      'GET /api/v1/login/once',
      'GET /api/v1/login/passkey',
      'GET /api/v1/session/oidc',
      'GET /api/v1/session/oidc/callback',
      'GET /badges/{monitorId}/{file}',
      'GET /health/live',
      'GET /health/ready',
      'GET /status/{slug}',
      'GET /status/{slug}/feed.atom',
      'GET /status/{slug}/feed.rss',
      'GET /status/{slug}/logo',
      'GET /status/{slug}/summary.json',
      'POST /api/v1/login/once',
      'POST /api/v1/login/passkey',
      'POST /api/v1/session',
      'POST /status/{slug}',
    ]);
  });

  it('closes a route that says nothing about who may use it', () => {
    const route = { method: 'GET', path: '/new', operation: { operationId: 'new' } };
    expect(() => expectedStatus(route, 'viewer')).toThrow('has no rule');
  });

  it('every action of people who are logged in says whether it needs a recent proof of who they are', () => {
    const actions = routes.filter(
      ({ method, operation }) => method !== 'GET' && operation['x-wakeful-access'] !== 'public',
    );
    expect(Object.keys(proofOfActions).sort()).toEqual(actions.map(({ operation }) => operation.operationId).sort());
  });

  it('every change says as what it goes down in the audit log, or why it does not', () => {
    const targets = gateway.app.get(AuditTargets);
    const audits = new Map(operationsOf(gateway).map(({ id, audit }) => [id, audit]));
    const changes = routes.filter(({ method }) => method !== 'GET').map(({ operation }) => operation.operationId);
    const silent = changes.filter((id) => {
      const audit = audits.get(id);
      if (!audit) return true;
      return 'none' in audit ? audit.none.length < 20 : !targets.has(audit.target);
    });
    expect(silent).toEqual([]);
    expect(changes.length).toBeGreaterThan(10);
  });
});
