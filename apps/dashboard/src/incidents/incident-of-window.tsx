import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import page from '../downtime/downtime.module.css';
import { incidentTitle } from './incident-words.js';
import { useIncidentOfWindow } from './use-incidents.js';

/** The way from an outage to its incident, with the others that it hit. */
export function IncidentOfWindow({ windowId }: { windowId: string }) {
  const { data: incident } = useIncidentOfWindow(windowId);
  if (!incident) return null;
  const { id, monitorCount, acknowledgedBy } = incident;
  const others = monitorCount > 1 ? `one of ${incidentTitle(incident)}` : 'no other monitor';
  return (
    <p className={page['soft']}>
      <Anchor component={Link} href={`/incidents/${id}`} inherit fw={600}>
        Incident
      </Anchor>
      : {others}
      {acknowledgedBy !== null && ` · acknowledged by ${acknowledgedBy}`}
    </p>
  );
}
