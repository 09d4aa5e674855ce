import type { IncidentCauseKind, IncidentShare } from '@wakeful/contracts';
import {
  type ClaimedDelivery,
  fineMonitors,
  outagesOfThread,
  type RowsOf,
  rowsOf,
  shareOfSingle,
  threadByLead,
  threadKeyOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

type Outage = RowsOf<typeof outagesOfThread>[number];

/** The thread that a message belongs to, with what there is to tell of it now. */
export interface Thread {
  readonly incidentId: string;
  readonly leadId: string;
  /** Whether all outages that were reported in it are over. */
  readonly isOver: boolean;
  readonly outages: readonly Outage[];
  readonly cause: IncidentShare | null;
  /** How many others could be hit by the same cause and are well; null: not known. */
  readonly fine: number | null;
  readonly toldDiagnosis: string | null;
  readonly toldWindows: number;
}

/** The key under which receivers that keep incidents know a thread. */
export const threadKey = ({ incidentId }: Pick<Thread, 'incidentId'>): string => `wakeful-incident-${incidentId}`;

/** null: its outage was not told in a thread, as one of a release that had none. */
export async function readThread(
  manager: EntityManager,
  { channelId, monitorId, windowId }: Pick<ClaimedDelivery, 'channelId' | 'monitorId' | 'windowId'>,
): Promise<Thread | null> {
  if (monitorId === null) return null;
  const [place] = await rowsOf(manager, threadKeyOf, { channelId, monitorId, windowId });
  if (!place) return null;
  const { leadId, incidentId } = place;
  const [told] = await rowsOf(manager, threadByLead, { leadId });
  if (!told) return null;
  const outages = await rowsOf(manager, outagesOfThread, { leadId });
  const stored =
    told.causeKind !== null && told.causeValue !== null
      ? { kind: told.causeKind as IncidentCauseKind, value: told.causeValue }
      : null;
  const cause = stored ?? (outages.length > 1 ? null : await causeOfSingle(manager, incidentId));
  const [counted] = cause ? await rowsOf(manager, fineMonitors, cause) : [];
  return { ...place, ...told, outages, cause, fine: counted?.fine ?? null };
}

const causeOfSingle = async (manager: EntityManager, incidentId: string): Promise<IncidentShare | null> =>
  (await rowsOf(manager, shareOfSingle, { incidentId }))[0] ?? null;

/** What a thread has heard when a message has arrived, so that an update knows what is new. */
export interface Told {
  readonly leadId: string;
  readonly diagnosis: string | null;
  readonly windows: number;
}

export const whatIsTold = ({ leadId, outages }: Thread, diagnosis: string | null): Told => ({
  leadId,
  diagnosis,
  windows: outages.length,
});
