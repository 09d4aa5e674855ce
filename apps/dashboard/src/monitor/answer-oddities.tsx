import { useQuery } from '@tanstack/react-query';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Moment } from '../time/moment.js';
import classes from './monitor.module.css';
import { Section } from './section.js';

/** What strayed from the standards in the newest good answer, in words. Renders nothing if nothing did. */
export function AnswerOddities({ monitorId: id }: { monitorId: string }) {
  const { data } = useQuery({
    queryKey: [...keys.checks(id), 'oddities'],
    queryFn: () => bodyOf(client.GET('/api/v1/monitors/{id}/oddities', { params: { path: { id } } })),
  });
  if (!data || data.since === null) return null;
  const { oddities, since } = data;
  return (
    <Section title="Tolerated anomalies">
      <p className={classes['soft']}>
        The last good answer strays from the standards in {oddities.length === 1 ? '1 way' : `${oddities.length} ways`},
        unchanged since <Moment at={since} />. Browsers accept this, so the check does too.
      </p>
      <ul className={classes['rows']}>
        {oddities.map((oddity) => (
          <li key={oddity} className={classes['sentence']}>
            {oddity}
          </li>
        ))}
      </ul>
    </Section>
  );
}
