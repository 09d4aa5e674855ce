import { createContext, useContext } from 'react';
import type { FormState } from './form-state.js';

export interface FormAccess {
  readonly form: FormState;
  /** The problem of the field with this path, as shown to the user. */
  errorOf(path: string): string | undefined;
  set<Field extends keyof FormState>(field: Field, value: FormState[Field]): void;
  /** The monitor being edited, if it already exists. */
  readonly monitorId: string | null;
}

export const FormContext = createContext<FormAccess | null>(null);

export function useForm(): FormAccess {
  const access = useContext(FormContext);
  if (!access) throw new Error('Only available within a monitor form.');
  return access;
}

/** The element that receives focus when this field is invalid. */
export const fieldId = (path: string): string => `monitor-${path.replaceAll('.', '-')}`;

/** Focuses a field that the next rendering adds. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
