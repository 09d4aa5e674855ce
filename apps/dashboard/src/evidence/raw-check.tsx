import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { BodyText } from './body-text.js';
import part from './evidence.module.css';
import { FactList } from './fact-list.js';
import classes from './facts.module.css';
import { HeaderList } from './header-list.js';

type Raw = NonNullable<NonNullable<Schemas['DebugSession']['evidence']>['raw']>;

const US_PER_MS = 1_000;

/** An HTTP check made at the same time as the browser check, to tell a page failure from a browser failure. */
export function RawCheck({ raw, visit }: { raw: Raw | null; visit: string }) {
  if (!raw) return <p className={part['soft']}>No HTTP check was made.</p>;
  const { outcome, dnsAnswers, tlsChain, headers } = raw;
  const { facts, timings } = outcome;
  const phases = [
    ['DNS', timings.dnsUs],
    ['connect', timings.connectUs],
    ['TLS', timings.tlsUs],
    ['first byte', timings.ttfbUs],
    ['transfer', timings.transferUs],
  ] as const;
  return (
    <>
      <FactList
        facts={[
          ['Result', `${outcome.status}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`],
          ['Status', outcome.httpStatus],
          ['DNS records', dnsAnswers.length === 0 ? 'none' : dnsAnswers.map(({ address }) => address).join(', ')],
          ['IP address', facts.address],
          ['Time', latencyText(timings.totalUs / US_PER_MS)],
          [
            'Phases',
            phases
              .filter(([, us]) => us > 0)
              .map(([name, us]) => `${name} ${latencyText(us / US_PER_MS)}`)
              .join(', '),
          ],
          ['HTTP', facts.httpVersion],
          ['TLS', facts.tlsProtocol],
          ['Final URL', facts.finalUrl],
          ['Tolerated anomalies', facts.oddities?.join(' ')],
        ]}
      />
      {tlsChain.length > 0 && <Certificates chain={tlsChain} />}
      <details className={classes['fold']}>
        <summary>Headers ({headers.length})</summary>
        <HeaderList headers={headers} />
      </details>
      <BodyText raw={raw} visit={visit} />
    </>
  );
}

function Certificates({ chain }: { chain: Raw['tlsChain'] }) {
  return (
    <details className={classes['fold']}>
      <summary>TLS chain ({chain.length === 1 ? '1 certificate' : `${chain.length} certificates`})</summary>
      <ol className={classes['chain']}>
        {chain.map(({ subject, issuer, validFrom, expiresAt }, index) => (
          <li key={index}>
            <strong>{subject}</strong>
            <span>by {issuer}</span>
            <span>
              valid <Moment at={validFrom} /> to <Moment at={expiresAt} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
