import { durationText, latencyText } from '../time/durations.js';
import type { FormSection, FormState, NumberText } from './form-state.js';
import { numberOf } from './numbers.js';

export const sectionTitles: Readonly<Record<FormSection, string>> = {
  basics: 'Basics',
  request: 'Request',
  connection: 'Connection',
  right: 'Assertions',
  confirming: 'Retries & confirmation',
  where: 'Locations & evidence',
};

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const seconds = (typed: NumberText): string => durationText(numberOf(typed) * 1_000);

const summaries: Readonly<Record<FormSection, (form: FormState) => (string | false)[]>> = {
  basics: (form) => [!form.enabled && 'paused', `every ${seconds(form.intervalSeconds)}`, form.tags.join(', ')],
  request: (form) => [
    form.method,
    form.headers.length > 0 && counted(form.headers.length, 'header'),
    form.authType !== 'none' && 'with authentication',
    form.followRedirects ? 'follows redirects' : 'no redirects',
    !form.tlsVerify && 'certificate not verified',
  ],
  connection: (form) => [
    form.proxy.trim() !== '' && 'via proxy',
    form.resolvers.length > 0 && counted(form.resolvers.length, 'DNS server'),
    form.ca.trim() !== '' && 'custom CA',
    form.clientCertificate.trim() !== '' && 'client certificate',
    form.tlsMinVersion !== 'default' && `${form.tlsMinVersion} or newer`,
    form.tlsServerName.trim() !== '' && `as ${form.tlsServerName.trim()}`,
  ],
  right: (form) => [
    form.expectedStatus.join(', '),
    form.assertions.length > 0 && counted(form.assertions.length, 'assertion'),
    form.degradedThresholdMs !== '' && `degraded above ${latencyText(numberOf(form.degradedThresholdMs))}`,
  ],
  confirming: (form) => [
    `${counted(numberOf(form.confirmations) || 0, 'retry', 'retries')} after ${seconds(form.confirmationIntervalSeconds)}`,
    form.hasBreaker && 'circuit breaker',
  ],
  where: (form) => [
    form.locations.join(', '),
    form.debugOnDown ? 'browser evidence' : 'no browser evidence',
    form.parentId !== null && 'has a parent',
  ],
};

/** A summary of a collapsed section. */
export const summaryOf = (section: FormSection, form: FormState): string =>
  summaries[section](form)
    .filter((part) => part !== false && part !== '')
    .join(' · ');
