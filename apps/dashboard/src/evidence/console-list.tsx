import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { countText, latencyText } from '../time/durations.js';
import part from './evidence.module.css';
import classes from './records.module.css';

type Message = NonNullable<Schemas['DebugSession']['evidence']>['console'][number];

/** `page-error`: an uncaught JavaScript error. */
const isError = ({ kind, level }: Message): boolean => kind === 'page-error' || level === 'error';

function labelOf({ kind, level }: Message): string {
  if (kind === 'page-error') return 'uncaught';
  return kind === 'dialog' ? 'dialog' : level;
}

/** The console of the page: errors first, everything else on request. */
export function ConsoleList({ messages, visit }: { messages: readonly Message[]; visit: string }) {
  const [isAll, setIsAll] = useState(false);
  const errors = messages.filter(isError);
  const shown = isAll ? messages : errors;
  const rest = messages.length - errors.length;
  return (
    <>
      {errors.length === 0 && (
        <p className={part['soft']}>{messages.length === 0 ? 'No console output.' : 'No errors.'}</p>
      )}
      {shown.length > 0 && (
        <div className={classes['scroll']} role="region" aria-label={`Console, ${visit}`} tabIndex={0}>
          <ol className={classes['console']}>
            {shown.map((message, index) => (
              <li key={index} data-error={isError(message) || undefined}>
                <span className={classes['level']}>{labelOf(message)}</span>
                <span className={classes['said']}>{message.text}</span>
                <span className={classes['source']}>
                  {message.source !== null && `${message.source} · `}after {latencyText(message.atMs)}
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
      {rest > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          aria-expanded={isAll}
          onClick={() => setIsAll(!isAll)}
        >
          {isAll ? 'Errors only' : `Show ${countText(rest)} other ${rest === 1 ? 'message' : 'messages'}`}
        </Button>
      )}
    </>
  );
}
