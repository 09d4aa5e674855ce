import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { promtool } from './promtool.fixture.js';
import { repoRoot, serviceNames } from './services.fixture.js';

const folder = join(repoRoot, 'deploy/prometheus');

interface Rules {
  groups: {
    name: string;
    rules: { alert: string; annotations: { summary: string }; labels: { severity: string } }[];
  }[];
}
interface RuleTests {
  tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
}

describe('the alert rules', () => {
  let copy: string;
  let rules: Rules;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'wakeful-rules-'));
    await cp(folder, copy, { recursive: true });
    rules = parse(await readFile(join(folder, 'wakeful.rules.yml'), 'utf8')) as Rules;
  });
  afterAll(() => rm(copy, { recursive: true }));

  const alertsOf = ({ groups }: Rules): string[] => groups.flatMap((group) => group.rules.map((rule) => rule.alert));

  it('are understood by Prometheus, with the configuration that loads them', async () => {
    expect(await promtool(['check', 'config', 'prometheus.yml'], { cwd: folder })).toMatchObject({ isGood: true });
    expect(await promtool(['check', 'rules', 'wakeful.rules.yml'], { cwd: folder })).toMatchObject({ isGood: true });
  });

  it('fire when they should, and only then', async () => {
    expect(await promtool(['test', 'rules', 'wakeful.rules.test.yml'], { cwd: folder })).toMatchObject({
      isGood: true,
    });
  });

  it('are all tested, firing and quiet', async () => {
    const { tests } = parse(await readFile(join(folder, 'wakeful.rules.test.yml'), 'utf8')) as RuleTests;
    const cases = tests.flatMap((one) => one.alert_rule_test);
    const tested = (isFiring: boolean): string[] => [
      ...new Set(cases.filter((one) => one.exp_alerts.length > 0 === isFiring).map((one) => one.alertname)),
    ];
    expect(tested(true).sort()).toEqual(alertsOf(rules).sort());
    expect(tested(false).sort()).toEqual(alertsOf(rules).sort());
  });

  it('are tested by something that notices a wrong rule', async () => {
    const text = await readFile(join(folder, 'wakeful.rules.yml'), 'utf8');
    await writeFile(
      join(copy, 'wakeful.rules.yml'),
      text.replace('wakeful_schedule_overdue_seconds) > 30', 'wakeful_schedule_overdue_seconds) > 300'),
    );
    const { isGood, output } = await promtool(['test', 'rules', 'wakeful.rules.test.yml'], { cwd: copy });
    expect(isGood).toBe(false);
    expect(output).toContain('WakefulScheduleBehind');
  });

  it('are the same for the Prometheus operator', async () => {
    const operator = await readFile(join(repoRoot, 'k8s/components/monitoring/rules.yaml'), 'utf8');
    expect((parse(operator) as { spec: Rules }).spec).toEqual(rules);
  });

  it('are each explained in the documentation', async () => {
    const documentation = await readFile(join(repoRoot, 'docs/runbook.md'), 'utf8');
    expect(alertsOf(rules).filter((alert) => !documentation.includes(`\`${alert}\``))).toEqual([]);
  });

  it('look at every service', async () => {
    const config = parse(await readFile(join(folder, 'prometheus.yml'), 'utf8')) as {
      scrape_configs: { job_name: string; dns_sd_configs?: { names: string[] }[] }[];
    };
    const names = config.scrape_configs.find((one) => one.job_name === 'wakeful')?.dns_sd_configs?.[0]?.names ?? [];
    expect([...names].sort()).toEqual(serviceNames);
  });
});
