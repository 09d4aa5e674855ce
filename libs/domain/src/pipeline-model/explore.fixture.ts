/** A small world that moves by steps: what may happen next, and what must be true. */
export interface Model<State> {
  readonly initial: State;
  /** Two states with the same key are one. */
  keyOf(state: State): string;
  /** Everything that may happen next, each with what it is called. Never changes the state that it is given. */
  steps(state: State): readonly (readonly [name: string, next: State])[];
  /** What is wrong with a state, in a sentence; null: nothing. */
  fault(state: State): string | null;
  /** Whether nothing is under way. A state in which nothing can happen must be one of these. */
  isAtRest(state: State): boolean;
}

export interface Exploration {
  readonly states: number;
  readonly statesAtRest: number;
  /** The shortest way to the first fault that was found; null: there is none. */
  readonly fault: { readonly what: string; readonly steps: readonly string[] } | null;
}

/** Breadth-first search through every state that any order of steps leads to. */
export function explore<State>(model: Model<State>, maxStates = 1_000_000): Exploration {
  const numbers = new Map<string, number>([[model.keyOf(model.initial), 0]]);
  /** From where, and by which step, each state was reached first. */
  const ways: [before: number, step: string][] = [[-1, '']];
  let statesAtRest = 0;
  const waiting: State[] = [model.initial];
  // An array hands out also what is added meanwhile.
  for (const [number, state] of waiting.entries()) {
    const steps = model.steps(state);
    const isAtRest = model.isAtRest(state);
    if (isAtRest) statesAtRest++;
    const what = model.fault(state) ?? (steps.length === 0 && !isAtRest ? 'Nothing more can happen.' : null);
    if (what !== null) return { states: numbers.size, statesAtRest, fault: { what, steps: wayTo(number, ways) } };
    for (const [step, after] of steps) {
      const reached = model.keyOf(after);
      if (numbers.has(reached)) continue;
      numbers.set(reached, ways.length);
      ways.push([number, step]);
      waiting.push(after);
    }
    if (numbers.size > maxStates)
      throw new RangeError(`There are more than ${maxStates} states: the bounds are too wide.`);
  }
  return { states: numbers.size, statesAtRest, fault: null };
}

function wayTo(number: number, ways: readonly (readonly [before: number, step: string])[]): string[] {
  const steps: string[] = [];
  for (let at = ways[number]; at && at[0] >= 0; at = ways[at[0]]) steps.unshift(at[1]);
  return steps;
}
