import { Button } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { sizeText } from '../parts/size-text.js';
import part from './evidence.module.css';
import classes from './facts.module.css';

const files = [
  { name: 'har', label: 'HAR', hint: 'for the network tab of any browser' },
  { name: 'trace', label: 'Trace', hint: 'for npx playwright show-trace' },
] as const;

/** The files of a browser check, for other tools. */
export function Downloads({ session: { artifacts }, visit }: { session: Schemas['DebugSession']; visit: string }) {
  const kept = files.flatMap((file) => {
    const stored = artifacts[file.name];
    return stored ? [{ ...file, ...stored }] : [];
  });
  if (kept.length === 0) {
    return <p className={part['soft']}>No files. The browser check produced none, or they have expired.</p>;
  }
  return (
    <ul className={classes['downloads']}>
      {kept.map(({ name, label, hint, url, bytes }) => (
        <li key={name}>
          <Button
            component="a"
            href={url}
            download
            size="xs"
            variant="default"
            aria-label={`Download ${label}, ${visit}, ${sizeText(bytes)}`}
          >
            ↓ {label} · {sizeText(bytes)}
          </Button>
          <span className={part['soft']}>{hint}</span>
        </li>
      ))}
    </ul>
  );
}
