import { type ChannelSettings, HIDDEN_SECRET, secretFieldsOf } from '@wakeful/contracts';

const MIN_SECRET_CHARACTERS = 4;

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    // Servers often echo an unknown path.
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url) yield* [`${url.pathname}${url.search}`, url.pathname, url.search];
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* textsOf(part);
  }
}

/** Removes a channel's secrets from a text, as a receiver may echo them in its response. */
export function maskSecrets(text: string, settings: ChannelSettings): string {
  const fields = settings as Readonly<Record<string, unknown>>;
  const secrets = secretFieldsOf(settings.type).flatMap((name) => [...textsOf(fields[name])]);
  return secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARACTERS)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, HIDDEN_SECRET), text);
}
