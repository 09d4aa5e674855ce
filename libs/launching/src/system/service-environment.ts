/** The environment of every service; the caller's environment does not change it. */
export interface Wiring {
  databaseUrl: string;
  natsUrl: string;
  /** Asked only when the environment has none. */
  secretKey: () => string;
  /** Where people reach the gateway, if that is known by now. */
  publicUrl?: string | undefined;
  logLevel: string | undefined;
}

/**
 * The environment of the services: ours for where everything is, the user's for every other setting, and what suits one
 * machine for those that the user has not set. A variable that is empty is as good as not set.
 */
export function serviceEnvironment(user: NodeJS.ProcessEnv, wiring: Wiring): NodeJS.ProcessEnv {
  const isSet = (name: string): boolean => Boolean(user[name] || user[`${name}_FILE`]);
  return {
    ...user,
    ...(isSet('SECRET_KEY') ? {} : { SECRET_KEY: wiring.secretKey() }),
    ...(isSet('EGRESS_ALLOW') ? {} : { EGRESS_ALLOW: 'internal,127.0.0.0/8,::1/128' }),
    // Here what is to be watched often stands in the same network as this machine.
    ...(isSet('EGRESS_DENY_OWN_NETWORKS') ? {} : { EGRESS_DENY_OWN_NETWORKS: 'false' }),
    ...(isSet('PUBLIC_URL') || !wiring.publicUrl ? {} : { PUBLIC_URL: wiring.publicUrl }),
    ...(isSet('CHECKER_LOCATION') ? {} : { CHECKER_LOCATION: 'default' }),
    LOG_LEVEL: wiring.logLevel ?? 'info',
    NODE_ENV: 'production',
    DATABASE_URL: wiring.databaseUrl,
    NATS_URL: wiring.natsUrl,
    HOST: '127.0.0.1',
  };
}
