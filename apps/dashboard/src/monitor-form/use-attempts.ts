import type { FieldProblem } from '@wakeful/contracts';
import { useEffect, useState } from 'react';
import { Problem } from '../api/problem.js';
import { byField, type Checked, placed } from './field-problems.js';
import { fieldId } from './form-context.js';
import type { FormSection, FormState } from './form-state.js';

/** Where the reader is sent when no field can show what is wrong. */
export const NOTICE_ID = 'monitor-form-notice';

/** Fields that a rule of the server holds against each other: changing one may make the other right. */
const alsoConcerns: Readonly<Record<string, readonly string[]>> = {
  intervalSeconds: ['timeoutMs'],
  authType: ['headers', 'auth'],
  method: ['url', 'body'],
};

function concerns(changed: string, { path }: FieldProblem): boolean {
  const parts = path.split('.');
  return [changed, ...(alsoConcerns[changed] ?? [])].some((name) => parts.includes(name));
}

/**
 * What is wrong with the form, once somebody has tried to use it: found here while it is typed, or by the server. Each
 * refusal opens the sections with wrong fields and puts the focus on the first of them.
 */
export function useAttempts(form: FormState, check: (form: FormState) => Checked<unknown>) {
  const [hasTried, setHasTried] = useState(false);
  const [refused, setRefused] = useState<readonly FieldProblem[]>([]);
  const [opened, setOpened] = useState<FormSection[]>([]);
  const [focus, setFocus] = useState<{ id: string } | null>(null);
  useEffect(() => {
    if (focus) document.getElementById(focus.id)?.focus();
  }, [focus]);

  const pointAt = (problems: readonly FieldProblem[]): void => {
    const { first, sections } = byField(form, problems);
    setOpened((before) => [...new Set([...before, ...sections])]);
    setFocus({ id: first === null ? NOTICE_ID : fieldId(first) });
  };

  return {
    opened,
    setOpened,
    ...byField(form, [...(hasTried ? check(form).problems : []), ...refused]),
    /** Goes on with the body if there is one. */
    attempt<Body>(checked: Checked<Body>, go: (body: Body) => void): void {
      setHasTried(true);
      setRefused([]);
      if (checked.body === null) pointAt(checked.problems);
      else go(checked.body);
    },
    /** Takes over what the server found. */
    refuse(error: Error): void {
      const problems = error instanceof Problem ? error.fields.map((problem) => placed(form, problem)) : [];
      setRefused(problems);
      pointAt(problems);
    },
    forget(changed: string): void {
      if (refused.length > 0) setRefused(refused.filter((problem) => !concerns(changed, problem)));
    },
  };
}
