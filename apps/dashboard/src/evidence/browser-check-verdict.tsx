import { Loader } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { BrowserCheckReport } from './browser-check-report.js';
import { browserCheckStateTexts, categoryTexts } from './browser-check-state.js';
import { ConsideredCauses } from './considered-causes.js';
import classes from './evidence.module.css';
import { RequestComparison } from './request-comparison.js';
import { SecondLooks } from './second-looks.js';
import { SinceGood } from './since-good.js';

/** The result of a browser check: its diagnosis, or why there is none, and what has changed since the start. */
export function BrowserCheckVerdict({ session }: { session: Schemas['DebugSession'] }) {
  const { state, diagnosis, evidence } = session;
  const isComplete = state === 'completed' && (diagnosis !== null || evidence !== null);
  return (
    <div className={classes['part']} role={state === 'queued' ? 'status' : undefined}>
      {!isComplete && <StateNotice session={session} />}
      {diagnosis && (
        <div className={classes['diagnosis']} data-healthy={diagnosis.category === 'healthy' || undefined}>
          <span className={classes['category']}>
            <span aria-hidden>{diagnosis.category === 'healthy' ? '✓' : '✕'}</span> {categoryTexts[diagnosis.category]}
          </span>
          <p>{diagnosis.sentence}</p>
          <ConsideredCauses diagnosis={diagnosis} />
        </div>
      )}
      {isComplete && !diagnosis && session.error !== null && <p className={classes['notice']}>{session.error}</p>}
      <SinceGood session={session} />
      <SecondLooks session={session} />
      <RequestComparison session={session} />
      <Changes session={session} />
      <BrowserCheckReport session={session} />
      <Visited session={session} />
    </div>
  );
}

function StateNotice({ session: { state, error } }: { session: Schemas['DebugSession'] }) {
  const { title, text } = browserCheckStateTexts[state];
  return (
    <div className={classes['notice']} data-state={state}>
      <strong>
        {state === 'queued' && <Loader size={14} aria-hidden />} {title}
      </strong>
      {state === 'failed' && error !== null && <p>{error}</p>}
      <p>{text}</p>
    </div>
  );
}

function Changes({ session: { moment, state, changes } }: { session: Schemas['DebugSession'] }) {
  if (moment !== 'closed' || state !== 'completed') return null;
  return (
    <div>
      <h4 className={classes['partTitle']}>Changes since the start</h4>
      {changes.length === 0 ? (
        <p className={classes['soft']}>No differences.</p>
      ) : (
        <ul className={classes['changes']}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Visited({ session: { startedAt, completedAt, requestedAt, browser } }: { session: Schemas['DebugSession'] }) {
  const took = startedAt !== null && completedAt !== null ? Date.parse(completedAt) - Date.parse(startedAt) : null;
  return (
    <p className={classes['soft']}>
      {startedAt === null ? 'Requested ' : 'Ran '}
      <Moment at={startedAt ?? requestedAt} />
      {took !== null && ` · took ${latencyText(took)}`}
      {browser && ` · Chromium ${browser.version}`}
    </p>
  );
}
