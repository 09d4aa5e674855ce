import { createContext, useContext } from 'react';
import type { FormState } from './form-state.js';

export interface FormAccess {
  readonly form: FormState;
  /** What is wrong with the field of this path, for people. */
  errorOf(path: string): string | undefined;
  set<Field extends keyof FormState>(field: Field, value: FormState[Field]): void;
  /** The monitor that is edited, if it exists already. */
  readonly monitorId: string | null;
}

export const FormContext = createContext<FormAccess | null>(null);

export function useForm(): FormAccess {
  const access = useContext(FormContext);
  if (!access) throw new Error('Only within a monitor form.');
  return access;
}

/** The element that gets the focus when this field is wrong. */
export const fieldId = (path: string): string => `monitor-${path.replaceAll('.', '-')}`;

/** Puts the focus on a field that the next rendering brings. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
