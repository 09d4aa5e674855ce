/** What V8 writes into a `.cpuprofile`, as far as it is read here. Times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

export interface SelfTime {
  readonly name: string;
  readonly microseconds: number;
  /** Of the time in which the process was not idle. */
  readonly part: number;
}

const IDLE = '(idle)';

/** The functions in which a process spent its time itself, the costliest first. */
export function topFunctions(profile: CpuProfile, spanUs: TimeSpan, count: number): SelfTime[] {
  return topBy(profile, spanUs, count, ({ callFrame }) =>
    callFrame.url
      ? `${callFrame.functionName || '(anonymous)'} ${placeOf(callFrame.url)}:${callFrame.lineNumber + 1}`
      : callFrame.functionName,
  );
}

/** The same by package or by part of the project. */
export function topModules(profile: CpuProfile, spanUs: TimeSpan, count: number): SelfTime[] {
  return topBy(profile, spanUs, count, ({ callFrame }) =>
    callFrame.url ? moduleOf(callFrame.url) : callFrame.functionName,
  );
}

/** Of the samples within a span of the monotonic clock, so that the start of the process does not count. */
function topBy(
  profile: CpuProfile,
  spanUs: TimeSpan,
  count: number,
  nameOf: (node: ProfileNode) => string,
): SelfTime[] {
  const names = new Map(profile.nodes.map((node) => [node.id, nameOf(node)]));
  const times = new Map<string, number>();
  let atUs = profile.startTime;
  profile.samples.forEach((id, index) => {
    const deltaUs = profile.timeDeltas[index] ?? 0;
    atUs += deltaUs;
    if (atUs < spanUs.from || atUs >= spanUs.until) return;
    const name = names.get(id) ?? '(unknown)';
    times.set(name, (times.get(name) ?? 0) + deltaUs);
  });
  times.delete(IDLE);
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, microseconds]) => ({ name, microseconds, part: microseconds / total }))
    .toSorted((a, b) => b.microseconds - a.microseconds)
    .slice(0, count);
}

/** Without what is the same for all: the folder of the checkout. */
const placeOf = (url: string): string => url.replace(/^.*?\/(?=(?:node_modules|apps|libs|tools)\/)/, '');

function moduleOf(url: string): string {
  if (url.startsWith('node:')) return url;
  const place = placeOf(url);
  const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place) ?? [];
  return packageName ?? place.split('/').slice(0, 2).join('/');
}
