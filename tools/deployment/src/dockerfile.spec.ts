import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { dockerfileText, lastOf, nodeArgumentsOf, stageNames, targetNamed } from './docker.fixture.js';
import { programNames, repoRoot } from './services.fixture.js';

const version = (JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as { version: string }).version;
const images = [...programNames, 'demo-target'];
/** Chromium wants a whole Debian around it. */
const WITH_BROWSER = new Set(['debug-session']);

describe('the Dockerfile', () => {
  it('has nothing that a linter objects to', () => {
    expect(validate(dockerfileText).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
  });

  it('builds every service, with the Node that everything else runs on', () => {
    expect(stageNames).toEqual(expect.arrayContaining(images));
    const node = readFileSync(join(repoRoot, 'package.json'), 'utf8').match(/"node": "(\d+\.\d+\.\d+)"/)?.[1];
    expect(dockerfileText).toContain(`ARG NODE_IMAGE=docker.io/library/node:${node}-bookworm-slim\n`);
  });

  it.each(images.filter((image) => !WITH_BROWSER.has(image)))('has no shell in the image of %s', (image) => {
    const target = targetNamed(image);
    expect(target.base).toBe('${RUNTIME_IMAGE}');
    expect(target.instructions.filter((one) => one.getKeyword() === 'RUN')).toEqual([]);
  });

  it('gives browsers an init process, which ends the orphans that they leave behind', () => {
    for (const image of WITH_BROWSER) {
      expect(JSON.parse(lastOf(targetNamed(image), 'ENTRYPOINT') ?? '[]')).toEqual(
        expect.arrayContaining(['/usr/bin/tini', '/usr/local/bin/node']),
      );
    }
  });

  it.each(images)('makes of %s an image that is not root, says what it is, and ends in order', (image) => {
    const target = targetNamed(image);
    expect(lastOf(target, 'USER')).toBe('65532:65532');
    expect(lastOf(target, 'STOPSIGNAL')).toBe('SIGTERM');
    const labels = target.instructions
      .filter((one) => one.getKeyword() === 'LABEL')
      .map((one) => one.getArgumentsContent())
      .join(' ');
    for (const label of ['title', 'description', 'licenses', 'version', 'revision']) {
      expect(labels).toContain(`org.opencontainers.image.${label}=`);
    }
    expect(labels).toContain(`image.title="wakeful-${image}"`);
    expect(dockerfileText).toContain(`ARG VERSION=${version}\n`);
  });

  it.each(images)('starts %s from a file that the build makes', (image) => {
    const entryPoint = nodeArgumentsOf(targetNamed(image)).at(-1) ?? '';
    expect(entryPoint).toMatch(/^(apps|tools)\/[a-z-]+\/dist\/[a-z]+\.js$/);
    const source = entryPoint.replace('/dist/', '/src/').replace(/js$/, 'ts');
    expect(existsSync(join(repoRoot, source))).toBe(true);
  });

  it.each(programNames.filter((name) => name !== 'migrate'))('asks %s for its health', (image) => {
    expect(lastOf(targetNamed(image), 'HEALTHCHECK')).toContain('/health-check.mjs');
  });
});
