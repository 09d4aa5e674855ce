import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { repoRoot } from './services.fixture.js';

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Job {
  needs?: string;
  uses?: string;
  environment?: string;
  with?: Record<string, string>;
  'timeout-minutes'?: number;
  steps?: Step[];
}
interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = join(repoRoot, '.github/workflows');
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));
const { scripts } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const jobsOf = (name: string): Record<string, Job> => workflows.get(name)?.jobs ?? {};
const commandsOf = (job: Job | undefined): string =>
  (job?.steps ?? []).map((step) => step.run ?? step.uses ?? '').join('\n');

describe.each([...texts])('.github/workflows/%s', (name, text) => {
  it('is valid for the parser that GitHub itself uses', () => {
    const { context } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map((error) => error.message)).toEqual([]);
  });

  it('calls scripts and workflows of the project that exist', () => {
    const { jobs } = parse(text) as Workflow;
    for (const job of Object.values(jobs)) {
      for (const [, script = ''] of commandsOf(job).matchAll(/npm run ([\w:-]+)/g)) {
        expect(Object.keys(scripts)).toContain(script);
      }
      for (const [file] of `${commandsOf(job)} ${job.uses ?? ''}`.matchAll(/(?:\.ci|tools|\.github)\/[\w./-]+/g)) {
        expect(readFileSync(join(repoRoot, file), 'utf8')).not.toBe('');
      }
    }
  });

  it('reads the repository and nothing else, unless a job says so, and ends in time', () => {
    const workflow = parse(text) as Workflow;
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) {
      if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('puts nothing that others write into a shell', () => {
    const { jobs } = parse(text) as Workflow;
    for (const step of Object.values(jobs).flatMap((job) => job.steps ?? []))
      expect(step.run ?? '').not.toContain('${{');
  });
});

describe('the release', () => {
  it('goes from the tests over images and staging to production, in this order', () => {
    const jobs = jobsOf('release.yml');
    expect(Object.entries(jobs).map(([name, job]) => [job.needs, name])).toEqual([
      [undefined, 'test'],
      ['test', 'images'],
      ['images', 'staging'],
      ['staging', 'production'],
    ]);
    expect(jobs['test']?.uses).toBe('./.github/workflows/ci.yml');
    expect(commandsOf(jobs['images'])).toMatch(/npm run images -- .*--check --push/);
  });

  it('does the same to production as it did to staging', () => {
    const { staging, production } = jobsOf('release.yml');
    expect(production?.uses).toBe(staging?.uses);
    expect([staging?.with, production?.with]).toEqual([{ environment: 'staging' }, { environment: 'production' }]);
  });

  it('rolls out and then tests what runs, within an environment that may ask for an approval', () => {
    const job = jobsOf('roll-out.yml')['roll-out'];
    expect(job?.environment).toBe('${{ inputs.environment }}');
    const commands = commandsOf(job);
    expect(commands.indexOf('tools/roll-out.mjs')).toBeGreaterThan(0);
    expect(commands.indexOf('npm run smoke')).toBeGreaterThan(commands.indexOf('tools/roll-out.mjs'));
  });
});

describe('a change', () => {
  it('is judged by the same command as on a machine of a developer', () => {
    expect(commandsOf(jobsOf('ci.yml')['test'])).toContain('.ci/run');
  });
});
