import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE_MS, type ServiceBeatV1 } from '@wakeful/contracts';
import type { MessageBus } from '@wakeful/messaging';
import { ServiceRegistry } from './service-registry.js';

const startedAt = '2026-01-31T11:00:00.000Z';
const aBeat = (beat: Partial<ServiceBeatV1> = {}): ServiceBeatV1 => ({
  service: 'checker',
  instanceId: randomUUID(),
  version: '0.1.0',
  startedAt,
  at: '2026-01-31T12:00:00.000Z',
  ...beat,
});

describe('ServiceRegistry', () => {
  let registry: ServiceRegistry;
  beforeEach(() => {
    registry = new ServiceRegistry({} as MessageBus);
  });

  it('tells the version, place, uptime, lag and last beat of every instance, by service', () => {
    registry.hear(aBeat({ host: 'node-1', location: 'eu', lagSeconds: 0.4 }), 0);
    registry.hear(aBeat({ service: 'recorder', host: 'node-2', lagSeconds: undefined }), 0);
    const [checker, recorder] = registry.instances(0);
    expect(checker).toMatchObject({
      service: 'checker',
      version: '0.1.0',
      host: 'node-1',
      location: 'eu',
      state: 'alive',
      uptimeSeconds: 3_600,
      at: '2026-01-31T12:00:00.000Z',
      lagSeconds: 0.4,
    });
    expect(recorder).toMatchObject({ service: 'recorder', location: null, lagSeconds: null });
  });

  it('takes the beats of the release before, which say less', () => {
    registry.hear(aBeat(), 0);
    expect(registry.instances(0)).toMatchObject([{ state: 'alive', host: null, lagSeconds: null }]);
  });

  it('shows a silent instance as missing, and forgets it after ten minutes', () => {
    registry.hear(aBeat(), 0);
    expect(registry.instances(14_999)).toMatchObject([{ state: 'alive' }]);
    expect(registry.instances(15_000)).toMatchObject([{ state: 'missing' }]);
    expect(registry.instances(10 * MINUTE_MS - 1)).toMatchObject([{ state: 'missing' }]);
    expect(registry.instances(10 * MINUTE_MS)).toEqual([]);
  });

  it('knows an instance again that was only cut off', () => {
    const beat = aBeat();
    registry.hear(beat, 0);
    registry.hear(beat, MINUTE_MS);
    expect(registry.instances(MINUTE_MS)).toMatchObject([{ state: 'alive' }]);
  });

  it('does not miss an instance that said that it ends', () => {
    const beat = aBeat();
    registry.hear(beat, 0);
    registry.hear({ ...beat, isStopping: true }, 1);
    expect(registry.instances(2)).toEqual([]);
  });
});
