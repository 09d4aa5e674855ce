import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Channel = Schemas['NotificationChannel'];

/** As many as one page of the API holds. */
const PAGE_SIZE = 100;

const seen = ({ version }: Channel) => ({ 'If-Match': `"${version}"` });

export function useChannels(page: number) {
  return useQuery({
    queryKey: [...keys.channels, page],
    queryFn: () =>
      bodyOf(client.GET('/api/v1/notification-channels', { params: { query: { page, pageSize: PAGE_SIZE } } })),
  });
}

/** Adds a channel, or changes the one that is given. */
export function useSaveChannel(channel: Channel | null, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: Record<string, unknown>) => {
      const body = await checked(input);
      if (channel === null) return bodyOf(client.POST('/api/v1/notification-channels', { body }));
      return bodyOf(client.PATCH('/api/v1/notification-channels/{id}', changeOf(channel, body)));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.channels });
      onSaved();
    },
    // Somebody else may have changed it.
    onError: () => queries.invalidateQueries({ queryKey: keys.channels }),
  });
}

const changeOf = (channel: Channel, body: Schemas['UpdateNotificationChannel']) => ({
  params: { path: { id: channel.id }, header: seen(channel) },
  body,
});

/** The schema comes only when somebody saves: it is most of what this page would load. */
async function checked(input: Record<string, unknown>): Promise<Schemas['CreateNotificationChannel']> {
  // Zod would try to compile its schemas, which the page's policy forbids and the browser complains of.
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  const { checkChannel } = await import('./check-channel.js');
  return checkChannel(input);
}

export function useSwitchChannel(channel: Channel) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      bodyOf(client.PATCH('/api/v1/notification-channels/{id}', changeOf(channel, { enabled }))),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.channels }),
  });
}

export function useDeleteChannel(): (channel: Channel) => Promise<void> {
  const queries = useQueryClient();
  return async (channel) => {
    const params = { path: { id: channel.id }, header: seen(channel) };
    await bodyOf(client.DELETE('/api/v1/notification-channels/{id}', { params }));
    await queries.invalidateQueries({ queryKey: keys.channels });
  };
}

export function useTestChannel({ id }: Channel) {
  return useMutation({
    mutationFn: () => bodyOf(client.POST('/api/v1/notification-channels/{id}/test', { params: { path: { id } } })),
  });
}
