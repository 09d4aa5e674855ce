import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { CheckOutcome } from '@wakeful/contracts';
import { Recording } from './raw-check.js';
import { watching } from './targets.fixture.js';

/**
 * A witness must not change what it witnesses. Every suite of the probe runs twice here: alone, and watched by the
 * recording that a raw check uses. The suite's own expectations must hold both times, and each test must see the same
 * outcomes. A new `http-*.spec.ts` takes part by its name.
 */
const suites = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(^|\/)http-[^/]*(?<!integration)\.spec\.ts$/.test(file),
);
const outcomes = { alone: new Map<string, string[]>(), watched: new Map<string, string[]>() };

/** All that must be the same: without times, random ports, and where among several hops the deadline struck. */
function essence({ status, reason, httpStatus, detail, facts }: CheckOutcome): string {
  if (reason === 'timeout' && facts.hops) return `${status} ${reason} ${httpStatus}`;
  return `${status} ${reason} ${httpStatus} ${JSON.stringify({ detail, facts }).replace(/\d+/g, '#')}`;
}

function note(into: Map<string, string[]>): (outcome: CheckOutcome) => void {
  return (outcome) => {
    const test = expect.getState().currentTestName ?? '';
    into.set(test, [...(into.get(test) ?? []), essence(outcome)]);
  };
}

async function declareSuites(pass: string): Promise<void> {
  // The query makes each pass a module of its own, which declares its tests again.
  for (const suite of suites) await import(`./${suite}?${pass}`);
}

afterAll(() => {
  delete watching.makeWitness;
  delete watching.onOutcome;
});

// Tests run in the order in which they are declared.
describe('the suites of the probe, alone', () => {
  it('begin', () => {
    watching.onOutcome = note(outcomes.alone);
  });
});
await declareSuites('alone');

describe('the suites of the probe, watched', () => {
  it('begin', () => {
    watching.makeWitness = () => new Recording();
    watching.onOutcome = note(outcomes.watched);
  });
});
await declareSuites('watched');

describe('a witness', () => {
  it('changes no outcome', () => {
    expect(suites).toEqual(
      expect.arrayContaining(['tls/http-tls.spec.ts', 'http-probe.spec.ts', 'http-failures.spec.ts']),
    );
    expect(outcomes.alone.size).toBeGreaterThan(100);
    expect(Object.fromEntries(outcomes.watched)).toEqual(Object.fromEntries(outcomes.alone));
  });
});
