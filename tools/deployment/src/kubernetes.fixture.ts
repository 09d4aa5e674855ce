import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { renderKustomization } from './kubectl.fixture.js';
import { makeSecrets } from './secrets.fixture.js';
import { repoRoot } from './services.fixture.js';

export interface Container {
  name: string;
  image: string;
  env?: {
    name: string;
    value?: string;
    valueFrom?: { configMapKeyRef?: { name: string; key: string }; fieldRef?: unknown };
  }[];
  envFrom?: { secretRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
}
export interface Probe {
  httpGet?: { path: string; port: string };
  exec?: unknown;
}
export interface PodSpec {
  automountServiceAccountToken?: boolean;
  serviceAccountName?: string;
  terminationGracePeriodSeconds?: number;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  topologySpreadConstraints?: unknown[];
  volumes?: {
    name: string;
    secret?: { secretName: string; items: { key: string; path: string }[] };
    configMap?: { name: string };
  }[];
}
/** A document of Kubernetes, as far as the checks look into it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec?: {
    template?: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    [field: string]: unknown;
  };
}

export const overlays = [
  'overlays/local',
  'overlays/staging',
  'overlays/production',
  'examples/second-location',
] as const;
export type Overlay = (typeof overlays)[number];

/** What the overlay sends to a cluster. The secrets of `local` are made as a user would make them. */
export async function renderOverlay(overlay: Overlay): Promise<Manifest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wakeful-k8s-'));
  try {
    for (const part of ['k8s', 'deploy/grafana', 'deploy/nats', 'deploy/postgres']) {
      await cp(join(repoRoot, part), join(folder, part), {
        recursive: true,
        filter: (path) => !path.endsWith('/.secrets'),
      });
    }
    await using secrets = await makeSecrets();
    const secretsFolder = join(folder, 'k8s/overlays/local/.secrets');
    await mkdir(secretsFolder);
    await cp(secrets.folder, secretsFolder, { recursive: true });
    return manifestsOf(await renderKustomization(join(folder, 'k8s', overlay)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const manifestsOf = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).map((document) => {
    const manifest = document.toJS() as Manifest;
    if (manifest.kind !== 'Secret') return manifest;
    // kustomize folds what is long; Kubernetes reads base64 over the ends of lines.
    const data = Object.entries(manifest.data ?? {}).map(([key, value]) => [key, value.replaceAll(/\s/g, '')]);
    return { ...manifest, data: Object.fromEntries(data) as Record<string, string> };
  });

/** Everything that runs pods. */
export const workloadsOf = (
  manifests: readonly Manifest[],
): (Manifest & { pod: PodSpec; labels: Record<string, string> })[] =>
  manifests.flatMap((manifest) => {
    const template = manifest.spec?.template;
    return template?.spec?.containers ? [{ ...manifest, pod: template.spec, labels: template.metadata.labels }] : [];
  });

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

/** Whether labels fulfil a selector. */
export const selects = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
