import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';

/** "Is it me?": how the check and the browser were told apart when only one of them got in, and what closes the gap. */
export function VisitComparison({ session: { evidence } }: { session: Schemas['DebugSession'] }) {
  const comparison = evidence?.comparison;
  if (!comparison) return null;
  const { sentence, differences, setting } = comparison;
  return (
    <div>
      <h4 className={classes['partTitle']}>Is it only the check?</h4>
      <p>{sentence}</p>
      {differences.length > 0 && (
        <table className={classes['comparison']}>
          <thead>
            <tr>
              <th scope="col">What differs</th>
              <th scope="col">The check</th>
              <th scope="col">The browser</th>
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
          {setting.sentence} <span className={classes['soft']}>Setting of the monitor: {setting.field}</span>
        </p>
      )}
    </div>
  );
}
