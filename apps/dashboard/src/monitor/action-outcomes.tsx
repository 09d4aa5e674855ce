import { Alert, Button } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { TryResult } from '../monitor-form/try-result.js';
import { statusLabel } from '../status/statuses.js';
import { BrowserCheckNote } from './browser-check-note.js';
import classes from './monitor.module.css';
import type { MonitorActions } from './use-monitor-actions.js';

/** Whether the check has finished; otherwise the API responded with 202. */
const isDone = (answer: Schemas['CheckNowResult'] | Schemas['CheckNowPending']): answer is Schemas['CheckNowResult'] =>
  'status' in answer;

/** The outcome of the actions, shown next to them. */
export function ActionOutcomes({ actions: { check, visit, toggle } }: { actions: MonitorActions }) {
  return (
    <>
      {toggle.error && <FailureNotice error={toggle.error} onRetry={() => toggle.mutate()} />}
      {check.error && <FailureNotice error={check.error} onRetry={() => check.mutate()} />}
      <p role="status" className={classes['hidden']}>
        {check.isPending && 'Checking…'}
        {check.data && (isDone(check.data) ? `Check finished: ${statusLabel(check.data.status)}` : check.data.detail)}
      </p>
      {check.data && (
        <div className={classes['outcome']}>
          {isDone(check.data) ? (
            <TryResult result={check.data} isOutdated={false} />
          ) : (
            <Alert color="yellow" title="No result yet">
              The check is running. Its result appears under recent checks as soon as it is.
            </Alert>
          )}
          <Button className={classes['close'] ?? ''} size="compact-sm" variant="default" onClick={() => check.reset()}>
            Close<span className={classes['hidden']}> what the check found</span>
          </Button>
        </div>
      )}
      {visit.error && <FailureNotice error={visit.error} onRetry={() => visit.mutate()} />}
      {visit.data && <BrowserCheckNote id={visit.data.id} onClose={() => visit.reset()} />}
    </>
  );
}
