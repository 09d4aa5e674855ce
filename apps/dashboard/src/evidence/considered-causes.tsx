import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';

/** What to do next, what the diagnosis rests on, and the other causes that were considered, folded. */
export function ConsideredCauses({ diagnosis }: { diagnosis: Schemas['Diagnosis'] }) {
  const { next, evidence = [], runnersUp = [] } = diagnosis;
  return (
    <>
      {next !== undefined && (
        <p>
          <strong>Next:</strong> {next}.
        </p>
      )}
      {evidence.length + runnersUp.length > 0 && (
        <details>
          <summary className={classes['soft']}>Evidence and other causes considered</summary>
          {evidence.length > 0 && <Sentences sentences={evidence} />}
          {runnersUp.length > 0 && (
            <>
              <p className={classes['soft']}>Less likely:</p>
              <Sentences sentences={runnersUp.map(({ sentence }) => sentence)} />
            </>
          )}
        </details>
      )}
    </>
  );
}

const Sentences = ({ sentences }: { sentences: readonly string[] }) => (
  <ul className={classes['changes']}>
    {sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
