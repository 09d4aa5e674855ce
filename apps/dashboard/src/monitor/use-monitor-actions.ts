import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { keepSaved } from '../monitor-form/keep-saved.js';
import { concerningChecks } from './use-response-series.js';

export type MonitorActions = ReturnType<typeof useMonitorActions>;

/** The actions of editors on the monitor page. */
export function useMonitorActions({ id, enabled, version }: Schemas['Monitor']) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const params = { path: { id } };

  const check = useMutation({
    mutationFn: () => bodyOf(client.POST('/api/v1/monitors/{id}/check', { params })),
    onSuccess: () => {
      for (const queryKey of concerningChecks(id)) void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: keys.monitor(id) });
    },
  });
  const visit = useMutation({
    mutationFn: () =>
      bodyOf(
        client.POST('/api/v1/monitors/{id}/debug-sessions', { params: { path: { id }, query: { waitSeconds: 0 } } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.debugSessions(id) }),
  });
  const toggle = useMutation({
    mutationFn: () =>
      bodyOf(
        client.PATCH('/api/v1/monitors/{id}', {
          params: { path: { id }, header: { 'If-Match': `"${version}"` } },
          body: { enabled: !enabled },
        }),
      ),
    onSuccess: (saved) => keepSaved(queries, saved),
    // Another user may have changed it meanwhile: refetch, so that a retry can succeed.
    onError: () => queries.invalidateQueries({ queryKey: keys.monitor(id) }),
  });
  const remove = async (): Promise<void> => {
    await bodyOf(client.DELETE('/api/v1/monitors/{id}', { params }));
    navigate('/');
    for (const queryKey of [keys.monitorLists, keys.downtime, keys.system]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
  return { check, visit, toggle, remove };
}
