import type { Schemas } from '../api/client.js';

type Session = Schemas['DebugSession'];

/** For a shell: in single quotes nothing is expanded. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The commands that show the same as the check saw, without its secrets: what the name leads to, the certificate, the answer. */
export function commandsFor({ url, evidence }: Session): string[] {
  if (!URL.canParse(url)) return [];
  const { hostname, port, protocol } = new URL(url);
  const isTls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  const at = `${hostname}:${port || (isTls ? 443 : 80)}`;
  const address = evidence?.raw?.outcome.facts.address;
  const pinned = address && !isAddress ? ` --resolve ${quoted(`${at}:${address}`)}` : '';
  return [
    ...(isAddress ? [] : [`dig +short ${host} A ${host} AAAA`]),
    ...(isTls
      ? [`openssl s_client -connect ${at}${isAddress ? '' : ` -servername ${host}`} -showcerts </dev/null`]
      : []),
    `curl -sS -v -o /dev/null${pinned} ${quoted(url)}`,
  ];
}

/** All that is worth handing on of a visit, as Markdown. */
export function reportOf(session: Session): string {
  const { url, requestedAt, diagnosis, evidence } = session;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
  const changes = evidence?.changes ?? [];
  const looks = evidence?.secondLooks ?? [];
  return [
    `# ${diagnosis?.sentence ?? session.error ?? 'No diagnosis'}`,
    '',
    `- URL: ${url}`,
    `- Time: ${requestedAt}`,
    ...(evidence?.raw?.outcome.detail ? [`- Check: ${evidence.raw.outcome.detail}`] : []),
    ...(diagnosis?.next === undefined ? [] : [`- Next step: ${diagnosis.next}`]),
    ...section(
      'Evidence',
      (diagnosis?.evidence ?? []).map((line) => `- ${line}`),
    ),
    ...section(
      'Changes since it was last good',
      changes.map(({ what, before, after }) => `- ${what}: ${before} → ${after}`),
    ),
    ...section(
      'Tried differently',
      looks.map(
        ({ way, address, isGood, httpStatus, detail }) =>
          `- ${way}${address ? ` (${address})` : ''}: ${isGood ? `good (${httpStatus})` : detail}`,
      ),
    ),
    ...section('Reproduce', ['```sh', ...commandsFor(session), '```']),
    '',
  ].join('\n');
}
