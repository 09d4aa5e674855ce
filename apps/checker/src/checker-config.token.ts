/** Injection token of the {@link CheckerConfig}. */
export const CHECKER_CONFIG = Symbol('CHECKER_CONFIG');
