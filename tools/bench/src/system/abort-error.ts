/** A part of the system ended in the middle of a run: what is measured from then on means nothing. */
export class ComponentEndedError extends Error {
  readonly code = 'COMPONENT_ENDED';

  constructor(component: string, how: string) {
    super(`${component} ended during the benchmark (${how}).`);
    this.name = 'ComponentEndedError';
  }
}
