import { Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Pager } from '../parts/pager.js';
import { durationText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import classes from './monitor.module.css';

const PAGE_SIZE = 4;
const SECOND_MS = 1_000;

/** The times without data in the last 30 days, in which an outage would go unnoticed. Renders nothing if there are none. */
export function UncheckedTimes({ monitorId: id }: { monitorId: string }) {
  const [page, setPage] = useState(1);
  const { data } = useQuery({
    queryKey: [...keys.uncheckedTimes(id), page],
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/monitors/{id}/unchecked-times', {
          params: { path: { id }, query: { page, pageSize: PAGE_SIZE } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  if (!data || data.total === 0) return null;
  return (
    <>
      <Title order={3} size="h5" mt="md">
        Not checked
      </Title>
      <p className={classes['why']}>
        Scheduled checks gave no result. Outages during these times may have gone unnoticed.
      </p>
      <ul className={classes['rows']}>
        {data.items.map(({ from, until, durationSeconds }) => (
          <li key={from}>
            <div className={classes['line']}>
              <span>
                from <Moment at={from} /> {until === null ? 'ongoing' : 'to '}
                {until !== null && <Moment at={until} />}
              </span>
              <span>{durationText(durationSeconds * SECOND_MS)}</span>
            </div>
          </li>
        ))}
      </ul>
      <Pager page={data} of="times without a check" onChange={setPage} />
    </>
  );
}
