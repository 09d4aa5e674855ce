import { type ChannelSettings, HIDDEN_SECRET, secretFieldsOf } from '@wakeful/contracts';

const MIN_SECRET_CHARACTERS = 4;

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    // A server that does not know a path likes to repeat it.
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url) yield* [`${url.pathname}${url.search}`, url.pathname, url.search];
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* textsOf(part);
  }
}

/** A text without the secrets of a channel, which its receiver may have repeated in an answer. */
export function maskSecrets(text: string, settings: ChannelSettings): string {
  const fields = settings as Readonly<Record<string, unknown>>;
  const secrets = secretFieldsOf(settings.type).flatMap((name) => [...textsOf(fields[name])]);
  return secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARACTERS)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, HIDDEN_SECRET), text);
}
