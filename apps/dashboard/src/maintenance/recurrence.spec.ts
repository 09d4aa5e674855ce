import { describe, expect, it } from '@jest/globals';
import { choiceOf, type RecurrenceChoice, recurrenceText, ruleOf } from './recurrence.js';

const choice = (over: Partial<RecurrenceChoice>): RecurrenceChoice => ({ kind: 'none', days: [], rule: '', ...over });

describe('how a window recurs', () => {
  it.each([
    [choice({}), null],
    [choice({ kind: 'daily' }), 'FREQ=DAILY'],
    [choice({ kind: 'weekly' }), 'FREQ=WEEKLY'],
    [choice({ kind: 'weekly', days: ['SU', 'MO'] }), 'FREQ=WEEKLY;BYDAY=MO,SU'],
    [choice({ kind: 'monthly' }), 'FREQ=MONTHLY'],
    [choice({ kind: 'rule', rule: ' rrule:freq=monthly;byday=1su ' }), 'FREQ=MONTHLY;BYDAY=1SU'],
  ])('is written as a rule: %j', (chosen, rule) => expect(ruleOf(chosen)).toBe(rule));

  it.each([null, 'FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=MO,SU', 'FREQ=MONTHLY', 'FREQ=MONTHLY;BYDAY=1SU'])(
    'is read from %p and stays the same',
    (rule) => expect(ruleOf(choiceOf(rule))).toBe(rule),
  );

  it.each(['FREQ=WEEKLY;INTERVAL=2', 'FREQ=WEEKLY;BYDAY=MO;COUNT=3', 'FREQ=MONTHLY;BYDAY=1SU'])(
    'leaves %s to experts',
    (rule) => expect(choiceOf(rule).kind).toBe('rule'),
  );

  it('is said in words', () => {
    expect(recurrenceText(null)).toBe('Once');
    const timeZone = 'Europe/Berlin';
    expect(recurrenceText({ rrule: 'FREQ=WEEKLY;BYDAY=SU', timeZone })).toBe('Every week on Sun (Europe/Berlin time)');
    expect(recurrenceText({ rrule: 'FREQ=MONTHLY;BYDAY=1SU', timeZone })).toBe(
      'FREQ=MONTHLY;BYDAY=1SU (Europe/Berlin time)',
    );
  });
});
