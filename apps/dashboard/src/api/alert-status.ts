import { useQuery } from '@tanstack/react-query';
import { bodyOf, client } from './client.js';
import { keys } from './keys.js';

const REFRESH_INTERVAL_MS = 30_000;

/** The state of the channels, and how many monitors none covers. */
export function useAlertStatus() {
  return useQuery({
    queryKey: keys.alertStatus,
    queryFn: () => bodyOf(client.GET('/api/v1/notification-channels/status')),
    refetchInterval: REFRESH_INTERVAL_MS,
  });
}
