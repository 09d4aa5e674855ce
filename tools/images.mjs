// `npm run images`: builds the image of every service with docker or podman, whichever there is. With --check it also runs
// each of them and looks at its size. `npm run images -- --help`
import { spawnSync } from 'node:child_process';
import { readdirSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const services = readdirSync(join(root, 'apps')).filter((name) => existsSync(join(root, 'apps', name, 'src/main.ts')));
const targets = [...services, 'migrate', 'demo-target'];
/** Chromium alone is larger. */
const WITHOUT_LIMIT = new Set(['debug-session']);
const LIMIT_BYTES = 250 * 1_048_576;

const help = `Builds one image for each service, from the targets of the Dockerfile.

  npm run images -- [targets]    ${targets.join(', ')}; all by default
    --prefix NAME                before the target in the name of the image (wakeful)
    --tag TAG                    (${version})
    --build-arg NAME=VALUE       such as NODE_IMAGE or RUNTIME_IMAGE, for a mirror of the base images
    --push                       pushes what was built
    --check                      runs what was built: not root, read-only, the right version, below 250 MiB
`;

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      prefix: { type: 'string', default: 'wakeful' },
      tag: { type: 'string', default: version },
      'build-arg': { type: 'string', multiple: true, default: [] },
      push: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}

/** docker or podman, if it can build here. */
function findBuilder() {
  const reasons = [];
  for (const name of ['docker', 'podman']) {
    const { status, error, stderr } = spawnSync(name, ['info'], { encoding: 'utf8' });
    if (status === 0) return name;
    reasons.push(error ? `${name} is not installed` : `${name}: ${stderr.trim().split('\n').at(-1)}`);
  }
  throw new Error(
    `Images are built by docker or podman, and neither works here (${reasons.join('; ')}). Install one of them, or start its engine.`,
  );
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`"${command} ${args.slice(0, 2).join(' ')}" failed; its output above says why.`);
}

const outputOf = (command, args) => spawnSync(command, args, { cwd: root, encoding: 'utf8' });

function revision() {
  const { status, stdout } = outputOf('git', ['rev-parse', 'HEAD']);
  return status === 0 ? stdout.trim() : 'unknown';
}

/** What can be seen from outside without Postgres and NATS: it starts, and says what it misses. */
function check(builder, image, target) {
  const inspected = JSON.parse(outputOf(builder, ['image', 'inspect', image]).stdout)[0];
  if (!WITHOUT_LIMIT.has(target) && inspected.Size > LIMIT_BYTES) {
    throw new Error(`${image} has ${Math.round(inspected.Size / 1_048_576)} MiB, more than 250.`);
  }
  const hardened = ['--rm', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
  const script = 'console.log(process.version, process.getuid())';
  const { stdout } = outputOf(builder, [
    'run',
    ...hardened,
    '--entrypoint',
    '/usr/local/bin/node',
    image,
    '-e',
    script,
  ]);
  const node = readFileSync(join(root, 'package.json'), 'utf8').match(/"node": "(.+)"/)[1];
  if (stdout.trim() !== `v${node} 65532`) throw new Error(`${image} does not run node ${node} as 65532: ${stdout}`);
  if (target !== 'demo-target') {
    const started = outputOf(builder, ['run', ...hardened, image]);
    const output = `${started.stdout}${started.stderr}`;
    if (started.status !== 1 || !output.includes('NATS_URL is missing')) {
      throw new Error(`${image} does not say what it misses: ${output}`);
    }
  }
  console.log(`checked ${image}: ${Math.round(inspected.Size / 1_048_576)} MiB`);
}

try {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(help);
  } else {
    const builder = findBuilder();
    const wanted = positionals.length > 0 ? positionals : targets;
    const unknown = wanted.filter((target) => !targets.includes(target));
    if (unknown.length > 0)
      throw new Error(`There is no target ${unknown.join(', ')}; there are ${targets.join(', ')}.`);
    const buildArgs = [`VERSION=${version}`, `REVISION=${revision()}`, ...values['build-arg']];
    for (const target of wanted) {
      const image = `${values.prefix}/${target}:${values.tag}`;
      console.log(`Building ${image} with ${builder} …`);
      // podman's own format has no HEALTHCHECK.
      const format = builder === 'podman' ? ['--format=docker'] : [];
      const flags = [
        ...format,
        `--target=${target}`,
        `--tag=${image}`,
        ...buildArgs.map((arg) => `--build-arg=${arg}`),
      ];
      run(builder, ['build', ...flags, '.'], { env: { DOCKER_BUILDKIT: '1', ...process.env } });
      if (values.check) check(builder, image, target);
      if (values.push) run(builder, ['push', image]);
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
