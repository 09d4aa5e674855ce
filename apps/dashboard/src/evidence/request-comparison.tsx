import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { useMay } from '../api/login-session.js';
import classes from './comparison.module.css';
import pageClasses from './evidence.module.css';

const titles = { browser: 'Only the check fails', check: 'Only the browser fails' } as const;

/** How the check and the browser differ when only one of them succeeded, and the setting that closes the gap. */
export function RequestComparison({ session: { evidence, monitorId } }: { session: Schemas['DebugSession'] }) {
  const mayEdit = useMay('editor');
  const comparison = evidence?.comparison;
  if (!comparison) return null;
  const { answered, sentence, differences, setting } = comparison;
  return (
    <div className={classes['comparison']}>
      <h4 className={pageClasses['partTitle']}>{titles[answered]}</h4>
      <p>{sentence}</p>
      {differences.length > 0 && (
        <table className={classes['differences']}>
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
        <div className={classes['setting']}>
          <p>{setting.sentence}</p>
          <p className={pageClasses['soft']}>
            Monitor setting: {setting.field}
            {mayEdit && (
              <>
                {' · '}
                <Anchor component={Link} href={`/monitors/${monitorId}/edit`} underline="always" inherit>
                  Edit monitor
                </Anchor>
              </>
            )}
          </p>
        </div>
      )}
    </div>
  );
}
