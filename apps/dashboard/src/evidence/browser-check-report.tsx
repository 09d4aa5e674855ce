import { Button, CopyButton } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';
import { commandsFor, reportOf } from './report.js';

/** How to see the same from a shell, and all of it as Markdown for a ticket. */
export function BrowserCheckReport({ session }: { session: Schemas['DebugSession'] }) {
  if (session.state !== 'completed') return null;
  return (
    <details>
      <summary className={classes['soft']}>Reproduce and share</summary>
      <pre className={classes['soft']}>{commandsFor(session).join('\n')}</pre>
      <CopyButton value={reportOf(session)}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy as report'}
          </Button>
        )}
      </CopyButton>
    </details>
  );
}
