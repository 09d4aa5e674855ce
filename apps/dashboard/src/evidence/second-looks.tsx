import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import classes from './evidence.module.css';

type Look = NonNullable<NonNullable<Schemas['DebugSession']['evidence']>['secondLooks']>[number];

const wayTexts: Readonly<Record<Look['way'], string>> = {
  address: 'This address alone',
  get: 'GET instead of HEAD',
  browserUserAgent: 'With the user agent of a browser',
  noCredentials: 'Without the credentials',
  plainHttp: 'Over http, without TLS',
  again: 'The same once more',
};

/** What the request was answered in other ways, when it failed. */
export function SecondLooks({ session: { evidence } }: { session: Schemas['DebugSession'] }) {
  const looks = evidence?.secondLooks ?? [];
  if (looks.length === 0) return null;
  const good = looks.filter(({ isGood }) => isGood).length;
  return (
    <details>
      <summary className={classes['partTitle']}>
        Tried differently: {good} of {looks.length} requests were good
      </summary>
      <table className={classes['comparison']}>
        <thead>
          <tr>
            <th scope="col">How</th>
            <th scope="col">Address</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {looks.map((look, index) => (
            <tr key={`${look.way} ${index}`}>
              <th scope="row">{wayTexts[look.way]}</th>
              <td>{look.address ?? '–'}</td>
              <td>
                {look.isGood ? `good (${look.httpStatus})` : look.detail} · {latencyText(look.totalMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
