/** Injection token of the {@link DebugSessionConfig}. */
export const DEBUG_SESSION_CONFIG = Symbol('DEBUG_SESSION_CONFIG');
