import part from './evidence.module.css';
import classes from './facts.module.css';

/** HTTP headers in the order received. */
export function HeaderList({ headers }: { headers: readonly { name: string; value: string }[] }) {
  if (headers.length === 0) return <p className={part['soft']}>No headers.</p>;
  return (
    <dl className={classes['headers']}>
      {headers.map(({ name, value }, index) => (
        // A name may occur more than once, and the list never changes.
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
