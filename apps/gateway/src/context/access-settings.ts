import type { GatewayConfig } from '../config.js';

/** Injection token of the {@link AccessSettings}. */
export const ACCESS_SETTINGS = Symbol('ACCESS_SETTINGS');

export interface AccessSettings {
  /** Under which address people open Wakeful, without a slash at its end. */
  publicUrl: string;
  isMetricsPublic: boolean;
  sessionIdleHours: number;
  sessionMaxHours: number;
  requestsPerMinute: number;
  pageRequestsPerMinute: number;
  auditRetentionDays: number;
  firstAdmin: { email: string; password: string } | null;
  bootstrapKey: string | null;
}

export function accessSettingsOf(config: GatewayConfig): AccessSettings {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  return {
    publicUrl: publicUrlOf(config),
    isMetricsPublic: config.METRICS_PUBLIC === 'true',
    sessionIdleHours: config.SESSION_IDLE_HOURS,
    sessionMaxHours: config.SESSION_MAX_HOURS,
    requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
    pageRequestsPerMinute: config.RATE_LIMIT_PAGES_PER_MINUTE,
    auditRetentionDays: config.AUDIT_RETENTION_DAYS,
    firstAdmin: email !== undefined && password !== undefined ? { email, password } : null,
    bootstrapKey: config.BOOTSTRAP_API_KEY ?? null,
  };
}

export const publicUrlOf = ({ PUBLIC_URL, PORT }: Pick<GatewayConfig, 'PUBLIC_URL' | 'PORT'>): string =>
  (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '');

export const isSecure = ({ publicUrl }: Pick<AccessSettings, 'publicUrl'>): boolean => publicUrl.startsWith('https:');
