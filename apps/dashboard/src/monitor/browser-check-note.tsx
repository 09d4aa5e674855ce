import { Alert, Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { browserCheckStateTexts } from '../evidence/browser-check-state.js';
import { debugSessionQuery } from '../evidence/debug-session-query.js';
import { BROWSER_VISITS_ID } from './browser-checks.js';
import classes from './monitor.module.css';

const files = [
  { name: 'screenshot', label: 'Screenshot' },
  { name: 'har', label: 'HAR, for the network tab of any browser' },
  { name: 'trace', label: 'Trace, for npx playwright show-trace' },
] as const;

/** The state of the requested browser check. */
export function BrowserCheckNote({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useQuery(debugSessionQuery(id));
  const { title, text } = browserCheckStateTexts[data?.state ?? 'queued'];
  const isDone = data?.state === 'completed';
  const kept = files.flatMap(({ name, label }) => {
    const file = data?.artifacts[name];
    return file ? [{ label, url: file.url }] : [];
  });
  return (
    <Alert variant="light" role="status" title={title} withCloseButton closeButtonLabel="Close" onClose={onClose}>
      <Text size="sm" className={classes['wrapping'] ?? ''}>
        {isDone ? (data.diagnosis?.sentence ?? data.error ?? 'No findings.') : text}
      </Text>
      <ul className={classes['links']}>
        <li>
          <Anchor href={`#${BROWSER_VISITS_ID}`} size="sm">
            Details below
          </Anchor>
        </li>
        {kept.map(({ label, url }) => (
          <li key={url}>
            <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
              {label}
              <span className={classes['hidden']}> (opens a new tab)</span>
            </Anchor>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
