import { Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { Schemas } from '../api/client.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { Pager } from '../parts/pager.js';
import { durationText } from '../time/durations.js';
import { Moment, useNowMs } from '../time/moment.js';
import { causeLabels, incidentTitle, namesText } from './incident-words.js';
import classes from './incidents.module.css';
import { type IncidentFilter, type Span, spans, useIncidents } from './use-incidents.js';

const TYPING_PAUSE_MS = 150;
const isSpan = (text: string | null): text is Span => text !== null && text in spans;
const isCause = (text: string | null): text is Schemas['IncidentCauseKind'] => text !== null && text in causeLabels;

/** All incidents, open and past, with filters that stay in the address. */
export function IncidentsPage() {
  const [parameters, setParameters] = useSearchParams();
  const span = parameters.get('show');
  const cause = parameters.get('cause');
  const written = parameters.get('written');
  const filter: IncidentFilter = {
    span: isSpan(span) ? span : 'week',
    q: parameters.get('q') ?? '',
    tag: parameters.get('tag') ?? '',
    cause: isCause(cause) ? cause : null,
    isCauseWritten: written === null ? null : written === 'yes',
    page: Math.max(1, Number(parameters.get('page')) || 1),
  };
  const incidents = useIncidents(filter);
  const change = (changes: Readonly<Record<string, string | null>>): void =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('page');
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Stack gap="md">
      <PageHead title="Incidents" />
      <SegmentedControl
        aria-label="Which incidents"
        fullWidth
        maw={520}
        data={Object.entries(spans).map(([value, label]) => ({ value, label }))}
        value={filter.span}
        onChange={(value) => change({ show: value })}
      />
      <Group gap="sm" align="end" role="search">
        <Typed label="Search" placeholder="Monitor, URL or cause" value={filter.q} onType={(q) => change({ q })} />
        <Typed label="Tag" placeholder="Any" value={filter.tag} onType={(tag) => change({ tag })} />
        <Select
          label="Have in common"
          placeholder="Anything"
          clearable
          w={170}
          data={Object.entries(causeLabels).map(([value, label]) => ({ value, label }))}
          value={filter.cause}
          onChange={(value) => change({ cause: value })}
        />
        <Select
          label="Root cause"
          placeholder="Any"
          clearable
          w={150}
          data={[
            { value: 'yes', label: 'Written' },
            { value: 'no', label: 'Not written' },
          ]}
          value={written}
          onChange={(value) => change({ written: value })}
        />
      </Group>
      <ListState query={incidents} empty={({ total }) => (total === 0 ? <NoIncidents span={filter.span} /> : null)}>
        {(data) => (
          <>
            <ul className={classes['list']}>
              {data.items.map((incident) => (
                <li key={incident.id}>
                  <IncidentRow incident={incident} />
                </li>
              ))}
            </ul>
            <Pager page={data} of="incidents" onChange={(page) => change({ page: String(page) })} />
          </>
        )}
      </ListState>
    </Stack>
  );
}

interface TypedProps {
  label: string;
  placeholder: string;
  value: string;
  onType: (text: string) => void;
}

/** A text that filters when typing pauses. */
function Typed({ label, placeholder, value, onType }: TypedProps) {
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onType, TYPING_PAUSE_MS);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      type="search"
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}

const NoIncidents = ({ span }: { span: Span }) => (
  <EmptyNotice title={span === 'open' ? 'No open incidents' : 'No incidents'}>
    {span === 'all' ? 'Nothing matches these filters.' : 'Nothing matches these filters in this time.'}
  </EmptyNotice>
);

function IncidentRow({ incident }: { incident: Schemas['IncidentSummary'] }) {
  const { id, startedAt, endedAt, monitorCount, suggestedRootCause, rootCause, acknowledgedBy, owner } = incident;
  const isOpen = endedAt === null;
  const people = [
    ...(acknowledgedBy === null ? [] : [`Acknowledged by ${acknowledgedBy}`]),
    ...(owner === null ? [] : [`Owner: ${owner}`]),
  ];
  return (
    <Link href={`/incidents/${id}`} className={classes['row'] ?? ''} data-open={isOpen || undefined}>
      <span className={classes['title']}>
        <span className={classes['mark']} aria-hidden>
          {isOpen ? '✕' : '✓'}
        </span>{' '}
        {incidentTitle(incident)}
      </span>
      <span className={classes['when']}>
        <Moment at={startedAt} /> · <Lasted incident={incident} />
      </span>
      {monitorCount > 1 && <span className={`${classes['why']} ${classes['soft']}`}>{namesText(incident)}</span>}
      <p className={classes['why']}>{rootCause ?? suggestedRootCause}</p>
      {people.length > 0 && <span className={`${classes['why']} ${classes['soft']}`}>{people.join(' · ')}</span>}
    </Link>
  );
}

export function Lasted({ incident: { startedAt, endedAt } }: { incident: Schemas['IncidentSummary'] }) {
  const nowMs = useNowMs();
  const endMs = endedAt === null ? nowMs : Date.parse(endedAt);
  const text = durationText(Math.max(0, endMs - Date.parse(startedAt)));
  return <>{endedAt === null ? `down for ${text}` : `lasted ${text}`}</>;
}
