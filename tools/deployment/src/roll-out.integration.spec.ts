import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { findKubectl } from './kubectl.fixture.js';
import { programNames, repoRoot } from './services.fixture.js';

const run = promisify(execFile);
const TIMEOUT_MS = 240_000;

interface Step {
  command: string;
  objects: { kind: string; metadata: { name: string } }[];
  images: string[];
}

/** What a roll-out would do. There is no cluster within reach of a test; the manifests come from the real kubectl. */
async function rollOut(overlay: string): Promise<Step[]> {
  const { stdout } = await run(
    process.execPath,
    [
      join(repoRoot, 'tools/roll-out.mjs'),
      overlay,
      '--prefix',
      'registry.test/wakeful',
      '--tag',
      'v9.8.7',
      '--dry-run',
    ],
    { env: { ...process.env, KUBECTL: await findKubectl() }, maxBuffer: 16 * 1_048_576 },
  );
  return stdout
    .split(/^# kubectl /m)
    .slice(1)
    .map((text) => {
      const [command = '', ...rest] = text.split('\n');
      const objects = parseAllDocuments(rest.join('\n'))
        .map((document) => document.toJS() as Step['objects'][number] | null)
        .filter((object) => object !== null);
      return { command, objects, images: [...text.matchAll(/image: (\S+)/g)].map(([, image = '']) => image) };
    });
}

describe.each(['k8s/overlays/staging', 'k8s/overlays/production'])('a roll-out of %s', (overlay) => {
  it(
    'migrates to the end before it replaces a service, and waits for each of them',
    async () => {
      const steps = await rollOut(overlay);
      const kinds = steps.map(({ command, objects }) =>
        objects.length === 0 ? command : [...new Set(objects.map(({ kind }) => kind))].sort().join(),
      );
      expect(kinds.slice(1, 5)).toEqual([
        '-n wakeful delete job migrate --ignore-not-found',
        'Job',
        '-n wakeful wait --for=condition=complete job/migrate --timeout=60m',
        'Deployment',
      ]);
      expect(kinds[0]).toContain('ConfigMap');
      expect(kinds[0]).not.toMatch(/Deployment|Job/);
      const deployments = steps[4]?.objects.map(({ metadata }) => metadata.name) ?? [];
      expect(kinds.slice(5)).toEqual(
        deployments.map((name) => `-n wakeful rollout status deployment/${name} --timeout=15m`),
      );
      expect(deployments.length).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );

  it(
    'runs the images of the release, and all of them',
    async () => {
      const images = (await rollOut(overlay)).flatMap((step) => step.images);
      const ours = new Set(images.filter((image) => image.startsWith('registry.test/wakeful/')));
      expect([...ours].sort()).toEqual(programNames.map((name) => `registry.test/wakeful/${name}:v9.8.7`).sort());
      expect(images.filter((image) => image.includes('wakeful/') && !ours.has(image))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
