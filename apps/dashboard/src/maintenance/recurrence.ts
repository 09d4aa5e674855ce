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

/** The recurrence as edited in the form: simple ones by kind, all others as an RFC 5545 rule. */
export interface RecurrenceChoice {
  kind: RecurrenceKind;
  /** For weekly recurrence; empty means the weekday of the start. */
  days: readonly Day[];
  rule: string;
}

const inWeek = (chosen: readonly string[]): Day[] =>
  days.map(({ value }) => value).filter((day) => chosen.includes(day));

/** The RRULE of a choice; null when it does not repeat. */
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

/** The form's choice for an RRULE. */
export function choiceOf(rrule: string | null): RecurrenceChoice {
  const rule = rrule ?? '';
  if (rrule === null) return { kind: 'none', days: [], rule };
  if (rrule === 'FREQ=DAILY') return { kind: 'daily', days: [], rule };
  if (rrule === 'FREQ=MONTHLY') return { kind: 'monthly', days: [], rule };
  const weekly = /^FREQ=WEEKLY(?:;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*))?$/.exec(rrule);
  if (weekly) return { kind: 'weekly', days: inWeek(weekly[1]?.split(',') ?? []), rule };
  return { kind: 'rule', days: [], rule };
}

/** The recurrence in words; a custom rule is shown as is. */
export function recurrenceText(recurrence: { rrule: string; timeZone: string } | null): string {
  if (recurrence === null) return 'Once';
  const choice = choiceOf(recurrence.rrule);
  const zone = `(${recurrence.timeZone} time)`;
  if (choice.kind === 'rule') return `${choice.rule} ${zone}`;
  const names = days.filter(({ value }) => choice.days.includes(value)).map(({ label }) => label);
  const words = { none: 'Once', daily: 'Every day', weekly: 'Every week', monthly: 'Every month' }[choice.kind];
  return `${words}${names.length > 0 ? ` on ${names.join(', ')}` : ''} ${zone}`;
}
