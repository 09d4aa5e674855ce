import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';

/** How the check and the browser differ when only one of them succeeded, and the setting that closes the gap. */
export function VisitComparison({ session: { evidence } }: { session: Schemas['DebugSession'] }) {
  const comparison = evidence?.comparison;
  if (!comparison) return null;
  const { sentence, differences, setting } = comparison;
  return (
    <div>
      <h4 className={classes['partTitle']}>Does only the check fail?</h4>
      <p>{sentence}</p>
      {differences.length > 0 && (
        <table className={classes['comparison']}>
          <thead>
            <tr>
              <th scope="col">Difference</th>
              <th scope="col">Check</th>
              <th scope="col">Browser</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ what, check, browser }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{check}</td>
                <td>{browser}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {setting && (
        <p>
          {setting.sentence} <span className={classes['soft']}>Monitor setting: {setting.field}</span>
        </p>
      )}
    </div>
  );
}
