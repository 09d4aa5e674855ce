import type { FieldProblem } from '@wakeful/contracts';
import { useEffect, useState } from 'react';
import { Problem } from '../api/problem.js';
import { byField, type Checked, placed } from './field-problems.js';
import { fieldId } from './form-context.js';
import type { FormSection, FormState } from './form-state.js';

/** The element to scroll to when no field can show a problem. */
export const NOTICE_ID = 'monitor-form-notice';

/** Fields that the server validates against each other: changing one may fix the other. */
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
 * The problems of the form after the first attempt to submit it, found locally during typing or by the server. Each
 * refusal opens the sections with invalid fields and focuses the first of them.
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
    /** Continues with the body if it is valid. */
    attempt<Body>(checked: Checked<Body>, go: (body: Body) => void): void {
      setHasTried(true);
      setRefused([]);
      if (checked.body === null) pointAt(checked.problems);
      else go(checked.body);
    },
    /** Shows the server's findings. */
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
