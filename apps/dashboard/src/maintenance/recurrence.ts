export const days = [
  { value: 'MO', label: 'Mon' },
  { value: 'TU', label: 'Tue' },
  { value: 'WE', label: 'Wed' },
  { value: 'TH', label: 'Thu' },
  { value: 'FR', label: 'Fri' },
  { value: 'SA', label: 'Sat' },
  { value: 'SU', label: 'Sun' },
] as const;
export type Day = (typeof days)[number]['value'];

export type RecurrenceKind = 'none' | 'daily' | 'weekly' | 'monthly' | 'rule';

/** How a window recurs, as the form asks for it: simple ones by their kind, all others by their rule (RFC 5545). */
export interface RecurrenceChoice {
  kind: RecurrenceKind;
  /** Of a weekly one; none: the day on which it first takes place. */
  days: readonly Day[];
  rule: string;
}

const inWeek = (chosen: readonly string[]): Day[] =>
  days.map(({ value }) => value).filter((day) => chosen.includes(day));

/** The rule that stands for a choice; null: it does not recur. */
export function ruleOf({ kind, days: chosen, rule }: RecurrenceChoice): string | null {
  switch (kind) {
    case 'none':
      return null;
    case 'daily':
      return 'FREQ=DAILY';
    case 'weekly':
      return chosen.length > 0 ? `FREQ=WEEKLY;BYDAY=${inWeek(chosen).join(',')}` : 'FREQ=WEEKLY';
    case 'monthly':
      return 'FREQ=MONTHLY';
    case 'rule':
      return rule
        .trim()
        .replace(/^RRULE:/i, '')
        .toUpperCase();
  }
}

/** What is chosen in the form when a window has this rule. */
export function choiceOf(rrule: string | null): RecurrenceChoice {
  const rule = rrule ?? '';
  if (rrule === null) return { kind: 'none', days: [], rule };
  if (rrule === 'FREQ=DAILY') return { kind: 'daily', days: [], rule };
  if (rrule === 'FREQ=MONTHLY') return { kind: 'monthly', days: [], rule };
  const weekly = /^FREQ=WEEKLY(?:;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*))?$/.exec(rrule);
  if (weekly) return { kind: 'weekly', days: inWeek(weekly[1]?.split(',') ?? []), rule };
  return { kind: 'rule', days: [], rule };
}

/** How often a window takes place, in words; a rule that has no simple ones as it is. */
export function recurrenceText(recurrence: { rrule: string; timeZone: string } | null): string {
  if (recurrence === null) return 'Once';
  const choice = choiceOf(recurrence.rrule);
  const zone = `by the clock of ${recurrence.timeZone}`;
  if (choice.kind === 'rule') return `${choice.rule}, ${zone}`;
  const names = days.filter(({ value }) => choice.days.includes(value)).map(({ label }) => label);
  const words = { none: 'Once', daily: 'Every day', weekly: 'Every week', monthly: 'Every month' }[choice.kind];
  return `${words}${names.length > 0 ? ` on ${names.join(', ')}` : ''}, ${zone}`;
}
