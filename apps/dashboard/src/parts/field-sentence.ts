/** What the fields are called on the page, by their API path; others are called by the last part of it. */
const labels: Readonly<Record<string, string>> = {
  url: 'URL',
  intervalSeconds: 'Interval',
  timeoutMs: 'Timeout',
  degradedThresholdMs: 'Degraded above',
  maxBodyBytes: 'Maximum body size',
  maxRedirects: 'Maximum redirects',
  confirmations: 'Retries before down',
  confirmationIntervalSeconds: 'Retry delay',
  recoveryConfirmations: 'Checks before recovery',
  'circuitBreaker.failureThreshold': 'Consecutive failures',
  'circuitBreaker.cooldownSeconds': 'Interval while down',
  expectedStatus: 'Expected status',
  ipFamily: 'IP version',
  parentId: 'Parent monitor',
  resolvers: 'DNS servers',
  auth: 'Authentication',
  'tls.ca': 'CA certificate',
  'tls.verify': 'Verify TLS certificate',
  allMonitors: 'Monitors',
  monitorIds: 'Selected monitors',
  startsAt: 'Start',
  endsAt: 'End',
  'recurrence.rrule': 'Repeat',
  'recurrence.timeZone': 'Time zone',
  reminderMinutes: 'Reminder interval',
  stormThreshold: 'Grouping threshold',
  waitForDiagnosisSeconds: 'Wait for browser evidence',
  slug: 'URL slug',
  domain: 'Custom domain',
  body: 'Body',
  maxMs: 'At most',
  minBytes: 'At least',
  maxBytes: 'At most',
  minDaysLeft: 'Valid for at least',
};

const ROW = /^(?:assertions|headers|groups)\.\d+\./;

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The name of a field on the page. */
function fieldLabel(path: string): string {
  const own = path.replace(ROW, '');
  const last = own.split('.').at(-1) ?? own;
  const label = labels[own] ?? labels[last];
  if (label !== undefined) return label;
  return capital(words(last === 'text' ? 'value' : last));
}

const MIB = 1_048_576;

/** The unit of the page for a field that the API has in another one. */
function amountText(path: string, amount: number): string {
  if (/Ms$/.test(path)) return secondsText(amount / 1_000);
  if (/Seconds$/.test(path)) return secondsText(amount);
  if (/Minutes$/.test(path)) return amount === 1 ? '1 minute' : `${amount} minutes`;
  if (/Bytes$/.test(path)) return `${Number((amount / MIB).toFixed(3))} MiB`;
  return String(amount);
}

const secondsText = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);

/** Names of the API within a message, as the page has them. */
const ofApi = /"?\b(startsAt|endsAt|intervalSeconds|resolvers|monitorIds|auth)\b"?/g;

const inWords = (path: string, message: string): string =>
  message
    .replace(
      /\b(at least|at most) (\d+)$/,
      (_, bound: string, amount: string) => `${bound} ${amountText(path, Number(amount))}`,
    )
    .replace(/\((\d+) ms\)/, (_, ms: string) => `(${secondsText(Number(ms) / 1_000)})`)
    .replace(/^must be true unless monitorIds or tags are given$/, 'must name at least one monitor or tag')
    .replace(ofApi, (_, name: string) => `“${fieldLabel(name)}”`);

/** What the contract says of a field, as a sentence in the words of the page. */
export function fieldSentence(path: string, message: string): string {
  const text = inWords(path, message);
  const sentence = /^[“"A-Z]/.test(text) ? text : `${fieldLabel(path)} ${text}`;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
