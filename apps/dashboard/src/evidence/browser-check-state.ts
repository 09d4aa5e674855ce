import type { DebugSessionState, DiagnosisCategory } from '@wakeful/contracts';

/** The state of a browser check without complete evidence. */
export const browserCheckStateTexts: Readonly<Record<DebugSessionState, { title: string; text: string }>> = {
  queued: {
    title: 'Browser check running',
    text: 'It is queued or running. Results appear here automatically.',
  },
  completed: { title: 'Browser check finished', text: 'Its evidence has expired.' },
  failed: {
    title: 'Browser error',
    text: 'This says nothing about the page. If it happens again, check the debug-session service under System.',
  },
  expired: {
    title: 'Not run: no worker was free',
    text: 'It expired after 10 minutes in the queue. Check under System whether a debug-session service is running.',
  },
  skipped: {
    title: 'Skipped',
    text: 'Another browser check of this monitor ran shortly before.',
  },
};

export const categoryTexts: Readonly<Record<DiagnosisCategory, string>> = {
  healthy: 'Healthy',
  dns: 'DNS',
  connection: 'Connection',
  timeout: 'Timeout',
  tls: 'TLS',
  blocked: 'Blocked',
  http_status: 'HTTP status',
  redirects: 'Redirects',
  assertion: 'Content',
  blank_page: 'Blank page',
  javascript: 'JavaScript',
  hung_page: 'Unresponsive',
  resources: 'Resources',
  download: 'Download',
  browser: 'Browser',
  unknown: 'Inconclusive',
};
