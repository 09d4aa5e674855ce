import { describe, expect, it } from '@jest/globals';
import type { PublicIncident, PublicMonitor, PublicStatus } from '@wakeful/contracts';
import { overallStatus, phaseOf } from './read-summary.js';

const NOW = '2026-01-31T12:00:00.000Z';
const monitor = (status: PublicStatus): PublicMonitor => ({
  ...{ id: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', label: 'Shop', url: null, since: NOW },
  ...{ status, availability: 1, coverage: 1, days: [] },
});
type Incident = Pick<PublicIncident, 'state' | 'startsAt' | 'resolvedAt'>;
const incident = (changes: Partial<Incident> = {}): Incident => ({
  ...{ state: 'investigating', startsAt: '2026-01-31T11:00:00.000Z', resolvedAt: null },
  ...changes,
});
const overall = (statuses: PublicStatus[], incidents: Incident[] = []): PublicStatus =>
  overallStatus([{ name: 'Shop', monitors: statuses.map(monitor) }], incidents, NOW);

describe('overallStatus', () => {
  it('is the worst of the monitors', () => {
    expect(overall(['operational', 'degraded', 'no_data'])).toBe('degraded');
    expect(overall(['operational', 'down', 'degraded'])).toBe('down');
    expect(overall([])).toBe('no_data');
  });

  it('does not call everything operational next to an incident that someone posted', () => {
    expect(overall(['operational'], [incident()])).toBe('degraded');
    expect(overall(['operational'], [incident({ state: 'maintenance' })])).toBe('maintenance');
    expect(overall(['down'], [incident()])).toBe('down');
  });

  it('leaves out incidents that are over or still to come', () => {
    expect(overall(['operational'], [incident({ resolvedAt: NOW })])).toBe('operational');
    expect(overall(['operational'], [incident({ startsAt: '2026-01-31T13:00:00.000Z' })])).toBe('operational');
  });

  it('knows of work with an end that it is ongoing', () => {
    const work = incident({ state: 'maintenance', resolvedAt: '2026-01-31T13:00:00.000Z' });
    expect(overall(['operational'], [work])).toBe('maintenance');
  });
});

it.each([
  ['2026-01-31T12:00:30.000Z', null, 'now'],
  ['2026-01-31T12:01:00.000Z', null, 'planned'],
  ['2026-01-31T11:00:00.000Z', '2026-01-31T12:00:30.000Z', 'past'],
  ['2026-01-31T11:00:00.000Z', '2026-01-31T12:01:00.000Z', 'now'],
])('what lasts from %s to %s is %s at noon', (startsAt, resolvedAt, phase) => {
  expect(phaseOf({ startsAt, resolvedAt }, NOW)).toBe(phase);
});
