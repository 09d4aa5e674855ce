import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay, useSession } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { Dialog } from '../parts/dialog.js';
import { incidentTitle } from './incident-words.js';
import { useIncidentChange } from './use-incidents.js';

type Incident = Schemas['Incident'];

/** Acknowledge, take over, join. */
export function IncidentActions({ incident }: { incident: Incident }) {
  const { id, acknowledgedAt, owner } = incident;
  const { data: session } = useSession();
  const mayEdit = useMay('editor');
  const [isJoining, setIsJoining] = useState(false);
  const isAcknowledged = acknowledgedAt !== null;
  const acknowledge = useIncidentChange(id, (wanted: boolean) =>
    bodyOf(
      client.POST('/api/v1/incidents/{id}/acknowledge', { params: { path: { id } }, body: { isAcknowledged: wanted } }),
    ),
  );
  const take = useIncidentChange(id, (name: string | null) =>
    bodyOf(client.PATCH('/api/v1/incidents/{id}', { params: { path: { id } }, body: { owner: name } })),
  );
  if (!mayEdit || !session) return null;
  const isOwn = owner === session.name;
  const failure = acknowledge.error ?? take.error;
  return (
    <>
      <Group gap="xs">
        <Button
          variant={isAcknowledged ? 'default' : 'filled'}
          loading={acknowledge.isPending}
          onClick={() => acknowledge.mutate(!isAcknowledged)}
        >
          {isAcknowledged ? 'Withdraw acknowledgement' : 'Acknowledge'}
        </Button>
        <Button variant="default" loading={take.isPending} onClick={() => take.mutate(isOwn ? null : session.name)}>
          {isOwn ? 'Give it back' : 'Take it'}
        </Button>
        <Button variant="default" onClick={() => setIsJoining(true)}>
          Join with …
        </Button>
      </Group>
      {failure && <FailureNotice error={failure} />}
      {isJoining && <JoinDialog incident={incident} onClose={() => setIsJoining(false)} />}
    </>
  );
}

const CANDIDATES = 50;

function JoinDialog({ incident: { id }, onClose }: { incident: Incident; onClose: () => void }) {
  const [other, setOther] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: [...keys.incidents, 'to-join'],
    queryFn: () => bodyOf(client.GET('/api/v1/incidents', { params: { query: { page: 1, pageSize: CANDIDATES } } })),
  });
  const join = useIncidentChange(id, (incidentId: string) =>
    bodyOf(
      client.POST('/api/v1/incidents/{id}/join', { params: { path: { id } }, body: { incidentIds: [incidentId] } }),
    ),
  );
  const others = (data?.items ?? []).filter((incident) => incident.id !== id);
  return (
    <Dialog title="Join with another incident" onClose={onClose}>
      <Select
        label="Incident"
        description="Its outages and notes become part of this incident."
        placeholder="Choose one"
        searchable
        data={others.map((one) => ({
          value: one.id,
          label: `${incidentTitle(one)}, ${new Date(one.startedAt).toLocaleString()}`,
        }))}
        value={other}
        onChange={setOther}
      />
      {join.error && <FailureNotice error={join.error} />}
      <Button
        mt="md"
        disabled={other === null}
        loading={join.isPending}
        onClick={() => other !== null && join.mutate(other, { onSuccess: onClose })}
      >
        Join
      </Button>
    </Dialog>
  );
}
