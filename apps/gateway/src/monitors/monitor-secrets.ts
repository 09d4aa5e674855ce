import { Injectable } from '@nestjs/common';
import { type FieldProblem, HIDDEN_SECRET, type ProbeAuth, type ProbeSecrets, probeSecrets } from '@wakeful/contracts';
import { SecretBox } from '@wakeful/platform';

const SENSITIVE_HEADER = /auth|cookie|token|secret|key|pass|credential|session|sign/i;

export const NO_SECRETS: ProbeSecrets = { headers: {}, body: null, auth: null };

const isEmpty = ({ headers, body, auth }: ProbeSecrets): boolean =>
  Object.keys(headers).length === 0 && body === null && auth === null;

/** Seals and opens the part of a monitor that may hold secrets. */
@Injectable()
export class MonitorSecrets {
  constructor(private readonly box: SecretBox) {}

  /** null when there is nothing to hide. */
  seal(secrets: ProbeSecrets): string | null {
    const { headers, body, auth } = secrets;
    return isEmpty(secrets) ? null : this.box.seal(JSON.stringify({ headers, body, auth } satisfies ProbeSecrets));
  }

  /** @throws SealedSecretError */
  open(sealed: string | null): ProbeSecrets {
    return sealed === null ? NO_SECRETS : probeSecrets.parse(JSON.parse(this.box.open(sealed)));
  }
}

function hideAuth(auth: ProbeAuth | null): ProbeAuth | null {
  if (auth === null) return null;
  return auth.type === 'basic' ? { ...auth, password: HIDDEN_SECRET } : { ...auth, token: HIDDEN_SECRET };
}

/** What may be shown: no credentials, and no value of a header that looks as if it held some. */
export function hideSecrets(secrets: ProbeSecrets): ProbeSecrets {
  const headers = Object.entries(secrets.headers).map(([name, value]) => [
    name,
    SENSITIVE_HEADER.test(name) ? HIDDEN_SECRET : value,
  ]);
  return { headers: Object.fromEntries(headers), body: secrets.body, auth: hideAuth(secrets.auth) };
}

function revealAuth(sent: ProbeAuth | null, stored: ProbeAuth | null): ProbeAuth | null {
  if (sent?.type === 'basic' && sent.password === HIDDEN_SECRET) {
    return { ...sent, password: stored?.type === 'basic' ? stored.password : HIDDEN_SECRET };
  }
  if (sent?.type === 'bearer' && sent.token === HIDDEN_SECRET) {
    return stored?.type === 'bearer' ? stored : sent;
  }
  return sent;
}

/** Puts the stored secrets in the place of every `***` that was sent back. */
export function revealSecrets(sent: ProbeSecrets, stored: ProbeSecrets): ProbeSecrets {
  const storedByName = new Map(Object.entries(stored.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const headers = Object.entries(sent.headers).map(([name, value]) => [
    name,
    value === HIDDEN_SECRET ? (storedByName.get(name.toLowerCase()) ?? value) : value,
  ]);
  return { headers: Object.fromEntries(headers), body: sent.body, auth: revealAuth(sent.auth, stored.auth) };
}

/** Every `***` that stands for nothing. */
export function missingSecrets({ headers, auth }: ProbeSecrets): FieldProblem[] {
  const message = `is "${HIDDEN_SECRET}", which stands for a stored value, but none is stored`;
  const problems = Object.entries(headers)
    .filter(([, value]) => value === HIDDEN_SECRET)
    .map(([name]) => ({ path: `headers.${name}`, message }));
  if (auth?.type === 'basic' && auth.password === HIDDEN_SECRET) problems.push({ path: 'auth.password', message });
  if (auth?.type === 'bearer' && auth.token === HIDDEN_SECRET) problems.push({ path: 'auth.token', message });
  return problems;
}
