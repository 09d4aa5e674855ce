import { Alert, Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../evidence/session-query.js';
import { visitStateTexts } from '../evidence/visit-state.js';
import { BROWSER_VISITS_ID } from './browser-visits.js';
import classes from './monitor.module.css';

const files = [
  { name: 'screenshot', label: 'Screenshot' },
  { name: 'har', label: 'HAR, for the network tab of any browser' },
  { name: 'trace', label: 'Trace, for npx playwright show-trace' },
] as const;

/** The state of the requested browser check. */
export function VisitNote({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useQuery(sessionQuery(id));
  const { title, text } = visitStateTexts[data?.state ?? 'queued'];
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
