import type { Schemas } from '../api/client.js';
import { Moment } from '../time/moment.js';
import classes from './evidence.module.css';

/** How the page differs from how it was when it was last good: a row per thing, and the text of both side by side, folded. */
export function SinceGood({ session: { evidence } }: { session: Schemas['DebugSession'] }) {
  const changes = evidence?.changes ?? [];
  const good = evidence?.lastGood;
  if (!good || changes.length === 0) return null;
  const textBefore = good.visit?.text ?? '';
  const textNow = evidence.page?.text ?? '';
  return (
    <div>
      <h4 className={classes['partTitle']}>
        What has changed since it was last good
        {good.until !== null && (
          <>
            , <Moment at={good.until} />
          </>
        )}
      </h4>
      <table className={classes['comparison']}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ what, before, after }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {textBefore !== textNow && textBefore !== '' && (
        <details>
          <summary className={classes['soft']}>Text of the page before and now</summary>
          <p className={classes['soft']}>Before: {textBefore}</p>
          <p className={classes['soft']}>Now: {textNow === '' ? 'none' : textNow}</p>
        </details>
      )}
    </div>
  );
}
