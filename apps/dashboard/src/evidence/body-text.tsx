import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { sizeText } from '../parts/size-text.js';
import { countText } from '../time/durations.js';
import part from './evidence.module.css';
import classes from './facts.module.css';

type Raw = NonNullable<NonNullable<Schemas['DebugSession']['evidence']>['raw']>;

const SHOWN_CHARACTERS = 1_500;

/** The response body as plain text; nothing in it is executed. */
export function BodyText({ raw: { bodyText, bodyBytes, isBodyTruncated }, visit }: { raw: Raw; visit: string }) {
  const [isAll, setIsAll] = useState(false);
  if (bodyText === null || bodyText === '') {
    return (
      <p className={part['soft']}>
        {bodyBytes === 0 ? 'No response body.' : `Binary response body (${sizeText(bodyBytes)}).`}
      </p>
    );
  }
  const isLong = bodyText.length > SHOWN_CHARACTERS;
  return (
    <div className={classes['body']}>
      <span className={part['soft']}>
        Body, {sizeText(bodyBytes)}
        {isBodyTruncated && '; truncated'}
      </span>
      <pre className={classes['pre']} role="region" aria-label={`Response body, ${visit}`} tabIndex={0}>
        {isAll || !isLong ? bodyText : `${bodyText.slice(0, SHOWN_CHARACTERS)}…`}
      </pre>
      {isLong && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          aria-expanded={isAll}
          onClick={() => setIsAll(!isAll)}
        >
          {isAll ? 'Show less' : `Show all ${countText(bodyText.length)} characters`}
        </Button>
      )}
    </div>
  );
}
