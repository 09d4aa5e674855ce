import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { lastOf, stageNames, targetNamed } from './docker.fixture.js';
import {
  type Container,
  type Manifest,
  ofKind,
  type Overlay,
  overlays,
  type PodSpec,
  renderOverlay,
  selects,
  workloadsOf,
} from './kubernetes.fixture.js';
import { schemaProblems, unknownFields } from './kubernetes-schemas.fixture.js';
import { makeSecrets } from './secrets.fixture.js';
import { configReaderOf, programNames, repoRoot, variablesOf } from './services.fixture.js';

const RENDER_TIMEOUT_MS = 240_000;
/** A probe may take this long in a pod that stops; see STOP_DEADLINE_MS in libs/platform/src/run-service.ts. */
const STOP_DEADLINE_SECONDS = 60;
const rendered = new Map<Overlay, Manifest[]>();

beforeAll(async () => {
  for (const overlay of overlays) rendered.set(overlay, await renderOverlay(overlay));
}, RENDER_TIMEOUT_MS);

const programOf = (container: Container): string | undefined =>
  /(?:^|\/)wakeful\/([a-z-]+):[0-9.]+$/.exec(container.image)?.[1];

describe.each(overlays)('k8s/%s', (overlay) => {
  let manifests: Manifest[];
  let workloads: ReturnType<typeof workloadsOf>;
  beforeAll(() => {
    manifests = rendered.get(overlay) ?? [];
    workloads = workloadsOf(manifests);
  });
  const ours = () =>
    workloads.flatMap((workload) =>
      workload.pod.containers.flatMap((container) => {
        const program = programOf(container);
        return program ? [{ workload, container, program }] : [];
      }),
    );

  it('is valid against the schemas of Kubernetes, KEDA and the Prometheus operator', async () => {
    const problems = await Promise.all(
      manifests.map(async (manifest) => ({
        name: `${manifest.kind} ${manifest.metadata.name}`,
        problems: await schemaProblems(manifest),
      })),
    );
    expect(problems.length).toBeGreaterThan(10);
    expect(problems.filter((one) => one.problems.length > 0)).toEqual([]);
  });

  it('has no field that Kubernetes would silently drop', () => {
    expect(unknownFields(manifests)).toEqual([]);
  });

  it('runs the images that the Dockerfile builds', () => {
    expect(ours().length).toBeGreaterThan(0);
    for (const { program } of ours()) expect(stageNames).toContain(program);
    const wanted = overlay === 'examples/second-location' ? ['checker'] : [...programNames];
    expect(
      ours()
        .map(({ program }) => program)
        .sort(),
    ).toEqual(wanted.sort());
  });

  it('gives each program an environment that it can start with, and nothing that it does not read', async () => {
    await using secrets = await makeSecrets();
    for (const { workload, container, program } of ours()) {
      const environment = environmentOf(container, workload.pod, manifests, secrets.folder);
      const known = await variablesOf(program);
      expect({ program, unread: Object.keys(environment).filter((name) => !known.has(name)) }).toEqual({
        program,
        unread: [],
      });
      const read = await configReaderOf(program);
      expect(() => read(environment)).not.toThrow();
    }
  });

  it('mounts secrets and configuration that exist', () => {
    const secretKeys = secretKeysOf(manifests);
    for (const { pod, metadata } of workloads) {
      const mounted = new Set<string>();
      for (const { name, secret, configMap } of pod.volumes ?? []) {
        const mount = pod.containers[0]?.volumeMounts?.find((one) => one.name === name);
        expect({ pod: metadata.name, volume: name, isMounted: mount !== undefined }).toMatchObject({ isMounted: true });
        for (const { key, path } of secret?.items ?? []) {
          expect(secretKeys.get(stem(secret?.secretName ?? ''))).toContain(key);
          mounted.add(`${mount?.mountPath}/${path}`);
        }
        if (configMap) expect(ofKind(manifests, 'ConfigMap').map((one) => one.metadata.name)).toContain(configMap.name);
      }
      const files = pod.containers.flatMap(({ env = [] }) =>
        env.flatMap(({ name, value }) => (name.endsWith('_FILE') ? [value] : [])),
      );
      expect(files.filter((file) => !mounted.has(file ?? ''))).toEqual([]);
      const environments = pod.containers.flatMap(({ envFrom = [] }) => envFrom.map(({ secretRef }) => secretRef.name));
      for (const name of environments) expect([...secretKeys.keys()]).toContain(stem(name));
    }
  });

  it('makes everybody a user of NATS', () => {
    for (const { container, program } of ours()) {
      const valueOf = (variable: string) => container.env?.find(({ name }) => name === variable)?.value;
      expect([valueOf('NATS_USER'), valueOf('NATS_PASSWORD_FILE')]).toEqual([
        program,
        `/run/secrets/wakeful/nats-${program}-password`,
      ]);
    }
  });

  it('asks for health where the services answer it, on ports that are there', () => {
    for (const { container, workload, program } of ours()) {
      if (workload.kind === 'Job') continue;
      expect(container.livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'health' });
      expect(container.startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'health' });
      expect(container.readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'health' });
      const portOf = (variable: string) => Number(container.env?.find(({ name }) => name === variable)?.value);
      expect(container.ports).toContainEqual({ name: 'health', containerPort: portOf('HEALTH_PORT') });
      const http = program === 'gateway' ? [{ name: 'http', containerPort: portOf('PORT') }] : [];
      expect(container.ports?.filter(({ name }) => name !== 'health')).toEqual(http);
    }
    for (const { pod } of workloads) {
      for (const container of pod.containers) {
        const names = (container.ports ?? []).map(({ name }) => name);
        for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
          if (probe?.httpGet) expect(names).toContain(probe.httpGet.port);
        }
      }
    }
  });

  it('has Services, budgets, policies and scalers that lead to pods', () => {
    const podLabels = workloads.map(({ labels }) => labels);
    for (const service of ofKind(manifests, 'Service')) {
      const { selector, ports } = service.spec as unknown as {
        selector: Record<string, string>;
        ports: { targetPort: string }[];
      };
      const pods = workloads.filter(({ labels }) => selects(selector, labels));
      expect({ service: service.metadata.name, pods: pods.length }).toEqual({
        service: service.metadata.name,
        pods: 1,
      });
      const names = pods.flatMap(({ pod }) => pod.containers.flatMap((one) => one.ports ?? [])).map(({ name }) => name);
      for (const { targetPort } of ports) expect(names).toContain(targetPort);
    }
    for (const kind of ['PodDisruptionBudget', 'NetworkPolicy']) {
      for (const { metadata, spec } of ofKind(manifests, kind)) {
        const { selector, podSelector } = spec as {
          selector?: { matchLabels: Record<string, string> };
          podSelector?: { matchLabels?: Record<string, string> };
        };
        const labels = (selector ?? podSelector)?.matchLabels ?? {};
        expect({ kind, name: metadata.name, leads: podLabels.some((one) => selects(labels, one)) }).toMatchObject({
          leads: true,
        });
      }
    }
    for (const scaler of [...ofKind(manifests, 'HorizontalPodAutoscaler'), ...ofKind(manifests, 'ScaledObject')]) {
      const { name } = scaler.spec?.['scaleTargetRef'] as { name: string };
      expect(ofKind(manifests, 'Deployment').map(({ metadata }) => metadata.name)).toContain(name);
    }
    for (const { spec, labels } of workloads) {
      const { selector } = spec as { selector?: { matchLabels: Record<string, string> } };
      if (selector) expect(selects(selector.matchLabels, labels)).toBe(true);
    }
  });

  it('gives no pod a right that it does not need', () => {
    for (const { pod, metadata } of workloads) {
      expect({ name: metadata.name, ...pod }).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(ofKind(manifests, 'ServiceAccount').map((one) => one.metadata.name)).toContain(pod.serviceAccountName);
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources).toMatchObject({
          requests: { cpu: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    }
    const [namespace] = ofKind(manifests, 'Namespace');
    expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  it('runs our programs as the user of their images, and lets them end what they have begun', () => {
    for (const { workload, program } of ours()) {
      const { runAsUser, runAsGroup } = workload.pod.securityContext as { runAsUser: number; runAsGroup: number };
      expect(lastOf(targetNamed(program), 'USER')).toBe(`${runAsUser}:${runAsGroup}`);
      if (workload.kind === 'Job') continue;
      expect(workload.pod.terminationGracePeriodSeconds).toBeGreaterThan(STOP_DEADLINE_SECONDS);
      expect(workload.pod.topologySpreadConstraints).toHaveLength(2);
    }
  });

  it('has one scaler for each Deployment at most', () => {
    const targets = [...ofKind(manifests, 'HorizontalPodAutoscaler'), ...ofKind(manifests, 'ScaledObject')].map(
      ({ spec }) => (spec?.['scaleTargetRef'] as { name: string }).name,
    );
    expect(targets).toEqual([...new Set(targets)]);
    for (const { metadata, spec } of ofKind(manifests, 'Deployment')) {
      // `kubectl apply` would undo what the scaler did.
      if (targets.includes(metadata.name) && overlay !== 'overlays/local') expect(spec).not.toHaveProperty('replicas');
    }
  });

  it('leads people to the whole gateway but not to its health and metrics, and has it believe the Ingress', () => {
    for (const { spec } of ofKind(manifests, 'Ingress')) {
      const rules = spec?.['rules'] as { http: { paths: unknown } }[];
      const backend = { service: { name: 'gateway', port: { name: 'http' } } };
      for (const { http } of rules) expect(http.paths).toEqual([{ path: '/', pathType: 'Prefix', backend }]);
      const config = ofKind(manifests, 'ConfigMap').find(({ metadata }) => stem(metadata.name) === 'wakeful-config');
      expect(config?.data?.['TRUSTED_PROXIES']).toMatch(/\d/);
    }
  });

  it('lets those talk who have to, and no one else to the database', () => {
    const policies = ofKind(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(policies).toContain('default-deny');
    for (const { workload, container } of ours()) {
      const names = (container.env ?? []).map(({ name }) => name);
      expect(workload.labels['wakeful.dev/nats-client'] === 'true').toBe(names.includes('NATS_URL'));
      expect(workload.labels['wakeful.dev/postgres-client'] === 'true').toBe(names.includes('DATABASE_URL_FILE'));
      expect(workload.labels['wakeful.dev/probes'] === 'true').toBe(names.includes('EGRESS_ALLOW'));
      expect(workload.labels['wakeful.dev/calls-out'] === 'true').toBe(names.includes('HEARTBEAT_URL'));
    }
  });
});

describe('the overlay for production', () => {
  it('has three nats-servers, streams of three copies, and every service twice or by a scaler', () => {
    const manifests = rendered.get('overlays/production') ?? [];
    expect(ofKind(manifests, 'StatefulSet').map(({ metadata, spec }) => [metadata.name, spec?.['replicas']])).toEqual([
      ['nats', 3],
    ]);
    const config = ofKind(manifests, 'ConfigMap').find(({ metadata }) => stem(metadata.name) === 'wakeful-config');
    expect(config?.data).toMatchObject({ STREAM_REPLICAS: '3' });
    const scaled = ['HorizontalPodAutoscaler', 'ScaledObject'].flatMap((kind) =>
      ofKind(manifests, kind).map(({ spec }) => (spec?.['scaleTargetRef'] as { name: string }).name),
    );
    for (const { metadata, spec } of ofKind(manifests, 'Deployment')) {
      const isDouble = scaled.includes(metadata.name) || Number(spec?.['replicas']) >= 2;
      expect({ name: metadata.name, isDouble }).toEqual({ name: metadata.name, isDouble: true });
    }
  });

  it('scales checkers by the consumer that they share', () => {
    const [scaler] = ofKind(rendered.get('overlays/production') ?? [], 'ScaledObject');
    const { triggers } = scaler?.spec as unknown as { triggers: { type: string; metadata: Record<string, string> }[] };
    // The names are those of apps/checker/src/checks/due-checks-consumer.ts and libs/messaging/src/streams.ts.
    expect(triggers.find(({ type }) => type === 'nats-jetstream')?.metadata).toMatchObject({
      stream: 'CHECKS',
      consumer: 'checker-default',
    });
  });
});

/** `wakeful-config-8c9btd6hg8` → `wakeful-config`. */
const stem = (name: string): string => name.replace(/-[a-z0-9]{10}$/, '');

function secretKeysOf(manifests: readonly Manifest[]): Map<string, string[]> {
  // In production someone else makes them; the example says which.
  const examples = parseAllDocuments(
    readFileSync(join(repoRoot, 'k8s/overlays/production/secrets.example.yaml'), 'utf8'),
  ).map((document) => document.toJS() as Manifest & { stringData: object });
  const keys = new Map(examples.map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData)]));
  for (const { metadata, data = {} } of ofKind(manifests, 'Secret')) keys.set(stem(metadata.name), Object.keys(data));
  return keys;
}

/** What a container would find in its environment, with the secrets in a folder of ours. */
function environmentOf(
  { env = [] }: Container,
  { volumes = [] }: PodSpec,
  manifests: readonly Manifest[],
  secretsFolder: string,
): Record<string, string> {
  const items = volumes.flatMap(({ secret }) => secret?.items ?? []);
  const keyAt = (path: string): string => items.find((item) => item.path === path)?.key ?? path;
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const reference = valueFrom?.configMapKeyRef;
      if (!reference)
        return [
          name,
          (value ?? '').replace(/^\/run\/secrets\/wakeful\/(.+)$/, (_all, path: string) =>
            join(secretsFolder, keyAt(path).replaceAll('-', '_')),
          ),
        ];
      const map = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === reference.name);
      const found = map?.data?.[reference.key];
      if (found === undefined) throw new Error(`ConfigMap ${reference.name} has no key ${reference.key}`);
      return [name, found];
    }),
  );
}
