// Brings a version of Wakeful onto a Kubernetes cluster, in an order in which nothing stands still: first what the services
// stand on, then the migration step, to its end, then the services. `node tools/roll-out.mjs --help`
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const help = `node tools/roll-out.mjs <overlay, such as k8s/overlays/production> --tag TAG [options]

  --tag TAG        of the images, as given to \`npm run images\`
  --prefix NAME    of the images, likewise; the overlay's own without it
  --dry-run        prints each step and the objects that it sends, and sends nothing
  KUBECTL          the program to run (kubectl), which has to know the cluster
`;
const MIGRATION_TIMEOUT = '60m';
const ROLL_OUT_TIMEOUT = '15m';

const kubectl = process.env.KUBECTL ?? 'kubectl';

function run(args, input) {
  const { status, stdout, error } = spawnSync(kubectl, args, {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'],
  });
  if (error) throw new Error(`${kubectl} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`"${kubectl} ${args.slice(0, 3).join(' ')}" failed; its output above says why.`);
  return stdout;
}

/** Our images get the tag that is being released; others stay as the overlay pins them. */
function withImages(manifest, { tag, prefix }) {
  const containers = manifest.spec?.template?.spec?.containers ?? [];
  for (const container of containers) {
    const match = /^(.*\bwakeful)\/([a-z-]+):[^:/]+$/.exec(container.image);
    if (match) container.image = `${prefix ?? match[1]}/${match[2]}:${tag}`;
  }
  return manifest;
}

const isMigration = ({ kind, metadata }) => kind === 'Job' && metadata.name === 'migrate';
const isService = ({ kind }) => kind === 'Deployment';

function stepsFor(manifests) {
  const services = manifests.filter(isService);
  const job = manifests.find(isMigration);
  if (!job || services.length === 0) throw new Error('The overlay has no migration step, or no services.');
  const [namespace] = new Set(services.map(({ metadata }) => metadata.namespace));
  const inNamespace = ['-n', namespace];
  return [
    { apply: manifests.filter((one) => !isService(one) && !isMigration(one)) },
    // A Job cannot be changed.
    { args: [...inNamespace, 'delete', 'job', 'migrate', '--ignore-not-found'] },
    { apply: [job] },
    { args: [...inNamespace, 'wait', '--for=condition=complete', 'job/migrate', `--timeout=${MIGRATION_TIMEOUT}`] },
    { apply: services },
    ...services.map(({ metadata }) => ({
      args: [...inNamespace, 'rollout', 'status', `deployment/${metadata.name}`, `--timeout=${ROLL_OUT_TIMEOUT}`],
    })),
  ];
}

const yamlOf = (manifests) => manifests.map((manifest) => stringify(manifest)).join('---\n');

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tag: { type: 'string' },
      prefix: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [overlay] = positionals;
  if (values.help) {
    console.log(help);
  } else {
    if (!overlay || !values.tag) throw new Error(`An overlay and a tag are needed.\n\n${help}`);
    const rendered = run(['kustomize', join(root, overlay)]);
    const manifests = parseAllDocuments(rendered).map((document) => withImages(document.toJS(), values));
    for (const { args, apply } of stepsFor(manifests)) {
      const command = args ?? ['apply', '--server-side', '-f', '-'];
      console.log(`# kubectl ${command.join(' ')}`);
      if (values['dry-run']) console.log(apply ? yamlOf(apply) : '');
      else console.log(run(command, apply && yamlOf(apply)));
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
