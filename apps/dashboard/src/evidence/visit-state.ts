import type { DebugSessionState, DiagnosisCategory } from '@wakeful/contracts';

/** What became of a visit that brought nothing, or not all. */
export const visitStateTexts: Readonly<Record<DebugSessionState, { title: string; text: string }>> = {
  queued: {
    title: 'A browser is on its way',
    text: 'It waits for its turn or looks at the page right now. What it finds appears here by itself.',
  },
  completed: { title: 'The browser is back', text: 'Its evidence is older than evidence is kept.' },
  failed: {
    title: 'The browser could not do its work',
    text: 'This says nothing about the page. If it happens again, look at the debug-session service under System.',
  },
  expired: {
    title: 'No browser took this visit in time',
    text: 'It waited for ten minutes; later than that it would tell of another moment. Under System you see whether a debug-session service runs.',
  },
  skipped: {
    title: 'This visit was left out',
    text: 'Another one of this monitor ran shortly before, and pages are not to be visited over and over.',
  },
};

export const categoryTexts: Readonly<Record<DiagnosisCategory, string>> = {
  healthy: 'Healthy',
  dns: 'DNS',
  connection: 'Connection',
  timeout: 'Time-out',
  tls: 'TLS',
  blocked: 'Not allowed',
  http_status: 'HTTP status',
  redirects: 'Redirects',
  assertion: 'Content',
  blank_page: 'Blank page',
  javascript: 'JavaScript',
  hung_page: 'Page hangs',
  resources: 'Resources',
  download: 'Download',
  browser: 'Browser',
  unknown: 'Not clear',
};
