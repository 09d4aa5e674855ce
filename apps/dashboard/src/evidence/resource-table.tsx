import type { Schemas } from '../api/client.js';
import { countText } from '../time/durations.js';
import part from './evidence.module.css';
import classes from './records.module.css';

type Resource = NonNullable<Schemas['DebugSession']['evidence']>['resources'][number];

/** The subresources of a page by type. */
export function ResourceTable({ resources }: { resources: readonly Resource[] }) {
  if (resources.length === 0) {
    return <p className={part['soft']}>No subresources.</p>;
  }
  return (
    <table className={classes['table']}>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Requests</th>
          <th scope="col">Failed</th>
        </tr>
      </thead>
      <tbody>
        {resources.map(({ resourceType, requests, failed, firstFailure }) => (
          <tr key={resourceType}>
            <th scope="row">
              {resourceType}
              {firstFailure && (
                <span className={classes['source']}>
                  {firstFailure.url}: {firstFailure.why}
                </span>
              )}
            </th>
            <td>{countText(requests)}</td>
            <td data-failed={failed > 0 || undefined}>{failed > 0 ? `✕ ${countText(failed)}` : '0'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
