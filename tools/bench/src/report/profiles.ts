import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, type SelfTime, type TimeSpan, topFunctions, topModules } from './cpu-profile.js';

const TOP_FUNCTIONS = 30;
const TOP_MODULES = 15;

/** CPU profiles of services: each process writes one into the service's folder when it ends. */
export class Profiles {
  constructor(
    private readonly folder: string,
    private readonly services: readonly string[],
  ) {}

  /** Variables that make the services write profiles; what earlier runs wrote is removed. */
  prepare(): Record<string, Record<string, string>> {
    return Object.fromEntries(
      this.services.map((service) => {
        const folder = join(this.folder, service);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        return [service, { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${JSON.stringify(folder)}` }];
      }),
    );
  }

  /** What they did in a span of the monotonic clock. To be asked once the services have ended. */
  *describe(spanUs: TimeSpan): Generator<string> {
    for (const service of this.services) {
      const folder = join(this.folder, service);
      for (const file of readdirSync(folder)) {
        const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
        yield `${service} (${join(folder, file)})\n${lines(topModules(profile, spanUs, TOP_MODULES))}\n\n${lines(topFunctions(profile, spanUs, TOP_FUNCTIONS))}`;
      }
    }
  }
}

const lines = (times: readonly SelfTime[]): string =>
  times
    .map(
      ({ name, microseconds, part }) =>
        `${(part * 100).toFixed(1).padStart(6)} %  ${(microseconds / 1000).toFixed(0).padStart(7)} ms  ${name}`,
    )
    .join('\n');
