import part from './evidence.module.css';
import classes from './facts.module.css';

/** HTTP headers, in the order in which they came. */
export function HeaderList({ headers }: { headers: readonly { name: string; value: string }[] }) {
  if (headers.length === 0) return <p className={part['soft']}>There are no headers.</p>;
  return (
    <dl className={classes['headers']}>
      {headers.map(({ name, value }, index) => (
        // A name may come more than once, and the list never changes.
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
