import { Anchor, Button, Checkbox, Title } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { useMay } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import page from '../downtime/downtime.module.css';
import { ListState } from '../parts/list-state.js';
import { Moment } from '../time/moment.js';
import classes from './incidents.module.css';
import { useIncidentChange, useIncidentWindows } from './use-incidents.js';

/** The outages of an incident; those that have another cause can be split off. */
export function AffectedMonitors({ incident: { id } }: { incident: Schemas['Incident'] }) {
  const windows = useIncidentWindows(id);
  const mayEdit = useMay('editor');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [, navigate] = useLocation();
  const split = useIncidentChange(id, (windowIds: readonly string[]) =>
    bodyOf(
      client.POST('/api/v1/incidents/{id}/split', { params: { path: { id } }, body: { windowIds: [...windowIds] } }),
    ),
  );
  const total = windows.data?.total ?? 0;
  return (
    <section className={page['card']} aria-labelledby="affected">
      <Title order={2} size="h4" id="affected">
        Outages{total > 1 ? ` (${total.toLocaleString()})` : ''}
      </Title>
      <ListState query={windows}>
        {({ items }) => (
          <ul className={classes['windows']}>
            {items.map((window) => (
              <li key={window.id}>
                {mayEdit && total > 1 ? (
                  <Checkbox
                    aria-label={`Choose the outage of ${window.monitorName}`}
                    checked={chosen.includes(window.id)}
                    onChange={({ currentTarget: { checked } }) =>
                      setChosen(checked ? [...chosen, window.id] : chosen.filter((other) => other !== window.id))
                    }
                  />
                ) : (
                  <span aria-hidden>{window.endedAt === null ? '✕' : '✓'}</span>
                )}
                <Anchor component={Link} href={`/downtime/${window.id}`} fw={600}>
                  {window.monitorName}
                </Anchor>
                <span className={classes['soft']}>
                  {window.endedAt === null ? (
                    <>
                      down since <Moment at={window.startedAt} />
                    </>
                  ) : (
                    <>
                      up again <Moment at={window.endedAt} />
                    </>
                  )}
                </span>
                <p className={classes['soft']}>{window.sentence}</p>
              </li>
            ))}
          </ul>
        )}
      </ListState>
      {total > (windows.data?.items.length ?? 0) && (
        <p className={page['soft']}>
          The first {windows.data?.items.length.toLocaleString()} of {total.toLocaleString()}.
        </p>
      )}
      {chosen.length > 0 && (
        <Button
          variant="default"
          style={{ justifySelf: 'start' }}
          loading={split.isPending}
          disabled={chosen.length === total}
          onClick={() => split.mutate(chosen, { onSuccess: (made) => navigate(`/incidents/${made.id}`) })}
        >
          Split off as another incident
        </Button>
      )}
      {split.error && <FailureNotice error={split.error} />}
    </section>
  );
}
