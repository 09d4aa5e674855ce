import { describe, expect, it } from '@jest/globals';
import { fieldSentence } from './field-sentence.js';

describe('what is wrong with a field', () => {
  it.each([
    ['name', 'must not be empty', 'Name must not be empty.'],
    ['intervalSeconds', 'must be at least 5', 'Interval must be at least 5 seconds.'],
    ['timeoutMs', 'must be at least 100', 'Timeout must be at least 0.1 seconds.'],
    ['timeoutMs', 'must be less than the interval (5000 ms)', 'Timeout must be less than the interval (5 seconds).'],
    ['degradedThresholdMs', 'must be at most 86400000', 'Degraded above must be at most 86400 seconds.'],
    ['maxBodyBytes', 'must be at most 10485760', 'Maximum body size must be at most 10 MiB.'],
    ['reminderMinutes', 'must be at least 1', 'Reminder interval must be at least 1 minute.'],
    ['stormThreshold', 'must be at most 1000', 'Grouping threshold must be at most 1000.'],
    ['endsAt', 'must be after startsAt', 'End must be after “Start”.'],
    [
      'allMonitors',
      'must be true unless monitorIds or tags are given',
      'Monitors must name at least one monitor or tag.',
    ],
    ['settings.botToken', 'must not be empty', 'Bot token must not be empty.'],
    ['assertions.0.maxMs', 'must be at least 1', 'At most must be at least 0.001 seconds.'],
    [
      'proxy',
      'must be entered again, because "resolvers" changed',
      'Proxy must be entered again, because “DNS servers” changed.',
    ],
    ['tags', '“x y” must be at most 64 characters', '“x y” must be at most 64 characters.'],
  ])('%s: %s', (path, message, sentence) => expect(fieldSentence(path, message)).toBe(sentence));
});
