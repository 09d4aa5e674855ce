import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { IncidentOfWindow } from '../incidents/incident-of-window.js';
import { StatusMark } from '../status/status-mark.js';
import { durationText } from '../time/durations.js';
import { Moment, useNowMs } from '../time/moment.js';
import classes from './header.module.css';
import { reasonText } from './reason-text.js';

const STATUS_AFTER = { recovery: 'up', pause: 'paused' } as const;

/** Which monitor was down, for how long and why, at a glance. */
export function OutageHeader({ window }: { window: Schemas['DowntimeWindow'] }) {
  const { monitorId, monitorName, startedAt, endedAt, endedBy, firstFailure, reasons, affectedChecks, correctedAt } =
    window;
  const exactness = exactnessText(window);
  const isOpen = endedAt === null;
  return (
    <header className={classes['header']} data-open={isOpen || undefined}>
      <div className={classes['headline']}>
        <div>
          <Link href={`/monitors/${monitorId}`} className={classes['back'] ?? ''}>
            ← {monitorName}
          </Link>
          <Title order={1} size="h2" className={classes['name'] ?? ''}>
            {monitorName} {isOpen ? 'is' : 'was'} down
          </Title>
        </div>
        <StatusMark status={endedBy === null ? 'down' : STATUS_AFTER[endedBy]} />
      </div>
      <p className={classes['sentence']}>
        {firstFailure.detail || 'The first failed check gave no reason.'}
        {firstFailure.httpStatus !== null && <span className={classes['http']}>HTTP {firstFailure.httpStatus}</span>}
      </p>
      <IncidentOfWindow windowId={window.id} />
      <dl className={classes['facts']}>
        <Fact name={isOpen ? 'Down for' : 'Duration'} isLarge>
          <Duration startedAt={startedAt} endedAt={endedAt} />
        </Fact>
        <Fact name="Started">
          <Moment at={startedAt} />
        </Fact>
        <Fact name={endedBy === 'pause' ? 'Ended by pausing' : 'Ended'}>
          {endedAt === null ? 'Ongoing' : <Moment at={endedAt} />}
        </Fact>
        {exactness !== '' && <Fact name="Accuracy">{exactness}</Fact>}
        <Fact name="Failed checks">{affectedChecks.toLocaleString()}</Fact>
        {correctedAt && (
          <Fact name="Corrected by late results">
            <Moment at={correctedAt} />
          </Fact>
        )}
        <Fact name={reasons.length > 1 ? 'Reasons' : 'Reason'}>
          {reasons.length === 0 ? '–' : reasons.map(reasonText).join(' · ')}
        </Fact>
      </dl>
    </header>
  );
}

/** How much earlier the incident may have started and ended: the time between checks. */
function exactnessText({ startedAtUncertaintyMs, endedAtUncertaintyMs }: Schemas['DowntimeWindow']): string {
  const edges = [
    ['start', startedAtUncertaintyMs],
    ['end', endedAtUncertaintyMs],
  ] as const;
  return edges.flatMap(([edge, ms]) => (ms === null ? [] : [`${edge} up to ${durationText(ms)} earlier`])).join(' · ');
}

function Fact({ name, isLarge, children }: { name: string; isLarge?: boolean; children: ReactNode }) {
  return (
    <div data-large={isLarge}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Duration({ startedAt, endedAt }: { startedAt: string; endedAt: string | null }) {
  const nowMs = useNowMs();
  return durationText(Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt)));
}
