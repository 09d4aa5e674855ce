import { number, text } from '../sql/column-types.js';

/** What is measured and judged of a check; 0 microseconds mean that the phase did not happen. */
export const measuredColumns = {
  delayMs: number,
  dnsUs: number,
  connectUs: number,
  tlsUs: number,
  ttfbUs: number,
  transferUs: number,
  httpStatus: number,
  locationId: number,
  status: number,
  reason: number,
  trigger: number,
  detail: text,
};

/** Their names in SQL. */
export const measuredNames = `delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status, location_id, status,
  reason, trigger, detail`;
