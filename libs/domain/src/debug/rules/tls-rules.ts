import type { CertificateFacts } from '@wakeful/contracts';
import { type DiagnosisInput, redirectTo, type Rule, untilWords } from '../seen.js';

const nameOf = (distinguishedName: string): string => /CN=([^,]+)/.exec(distinguishedName)?.[1] ?? distinguishedName;
const day = (time: string): string => time.slice(0, 10);

const UNKNOWN_ISSUER = /authority that is not trusted|does not send its intermediate|unknown authority|whole chain/;
const OTHER_ISSUER = /self-signed|not trusted|not signed by|is for /;

/** The certificate that was served while the site was well. */
const goodLeafOf = ({ lastGood }: DiagnosisInput): CertificateFacts | null =>
  lastGood?.visit?.tlsChain[0] ??
  (lastGood?.check?.certificate?.role === 'intermediate' ? null : lastGood?.check?.certificate) ??
  null;

const behindRedirect = (input: DiagnosisInput, words: string): string => {
  const redirect = redirectTo(input);
  return redirect ? `${redirect.from} redirects to ${redirect.to}, where ${words.replace(/^TLS: /, '')}` : words;
};

/**
 * The issuer's own certificate, which the server has to send, does not come. OpenSSL says so when the certificate tells where
 * it can be fetched; otherwise an unknown authority looks the same, unless the site sent the intermediate before.
 */
const missingIntermediate: Rule = (input) => {
  const { raw, lastGood } = input;
  if (raw?.outcome.reason !== 'tls' || !UNKNOWN_ISSUER.test(raw.outcome.detail)) return null;
  const [leaf, second] = raw.tlsChain;
  if (!leaf || second || leaf.subject === leaf.issuer) return null;
  const wasSent = lastGood?.visit?.tlsChain.slice(1).some(({ subject }) => subject === leaf.issuer) === true;
  const isSaid = /^TLS: the server does not send its intermediate/.test(raw.outcome.detail);
  if (!isSaid && !(wasSent && !input.isChainUnknown)) return null;
  const until = lastGood && wasSent ? ` (it was sent ${untilWords(lastGood, raw.startedAt)})` : '';
  return {
    category: 'tls',
    sentence: behindRedirect(
      input,
      `TLS: the server sends only its own certificate; the intermediate certificate ${nameOf(leaf.issuer)} is missing${until}`,
    ),
    confidence: 97,
    evidence: [raw.outcome.detail, 'Browsers that know the intermediate by chance still show the page'],
    next: 'Let the server send the whole chain (the full chain file instead of the certificate alone)',
  };
};

const nextOf = (detail: string): string => {
  if (/expired/.test(detail)) return 'Renew the certificate, and look why the renewal did not happen';
  if (/not valid before/.test(detail)) return 'Look at the clock of the one who issued it, and of the server';
  if (/ is for /.test(detail)) return 'Look which site answers for this name: the virtual host may be gone';
  if (/self-signed/.test(detail)) return 'Look whether the server fell back to its default certificate';
  if (/not trusted/.test(detail)) return 'Look whether a proxy that inspects TLS stands between';
  return 'Look at the TLS settings of the server and of what stands before it';
};

/** What is wrong with the handshake or the certificates, and which were served before. */
const handshakeFails: Rule = (input) => {
  const { raw, lastGood } = input;
  if (raw?.outcome.reason !== 'tls') return null;
  const { detail } = raw.outcome;
  const good = goodLeafOf(input);
  const [leaf] = raw.tlsChain;
  let before = '';
  if (
    lastGood &&
    good &&
    leaf &&
    OTHER_ISSUER.test(detail) &&
    (good.issuer !== leaf.issuer || good.subject !== leaf.subject)
  ) {
    const of = / is for /.test(detail) ? `for ${nameOf(good.subject)}` : `of ${nameOf(good.issuer)}`;
    before = `; ${untilWords(lastGood, raw.startedAt)} it had one ${of}`;
  }
  const isSame = good && leaf && good.subject === leaf.subject && good.expiresAt === leaf.expiresAt;
  return {
    category: 'tls',
    sentence: behindRedirect(input, `${detail.startsWith('TLS:') ? '' : 'TLS: '}${detail}${before}`),
    confidence: 95,
    evidence: [
      ...(leaf
        ? [`It sent ${nameOf(leaf.subject)}, issued by ${nameOf(leaf.issuer)}, valid until ${day(leaf.expiresAt)}`]
        : []),
      ...(isSame ? ['It is the same certificate as before: it was not renewed'] : []),
    ],
    next: nextOf(detail),
  };
};

/** Only the browser refuses the certificate: a plain request gets in. */
const onlyBrowserRefuses: Rule = ({ page, raw }) => {
  if (!page?.error || !/^ERR_(?:CERT|SSL)_/.test(page.error) || raw?.outcome.reason === 'tls') return null;
  const plain = raw?.outcome.httpStatus ? `, while a plain request is answered with ${raw.outcome.httpStatus}` : '';
  return { category: 'tls', sentence: `The browser cannot open the page: ${page.error}${plain}`, confidence: 80 };
};

/** Certificates and handshakes. */
export const tlsRules: readonly Rule[] = [missingIntermediate, handshakeFails, onlyBrowserRefuses];
