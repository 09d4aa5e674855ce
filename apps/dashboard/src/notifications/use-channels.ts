import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { type Attempt, onlyChanged } from '../parts/use-draft.js';
import { withoutCompiling } from '../parts/without-compiling.js';

export type Channel = Schemas['NotificationChannel'];

/** The maximum page size of the API. */
const PAGE_SIZE = 100;

const seen = ({ version }: Channel) => ({ 'If-Match': `"${version}"` });

export function useChannels(page: number) {
  return useQuery({
    queryKey: [...keys.channels, page],
    queryFn: () =>
      bodyOf(client.GET('/api/v1/notification-channels', { params: { query: { page, pageSize: PAGE_SIZE } } })),
  });
}

export const readChannel = ({ id }: Channel): Promise<Channel> =>
  bodyOf(client.GET('/api/v1/notification-channels/{id}', { params: { path: { id } } }));

/** Creates a channel, or updates the given one. */
export function useSaveChannel(channel: Channel | null, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ body: input, changed, version }: Attempt<object>) => {
      const body = await checked(input);
      if (channel === null || version === null) return bodyOf(client.POST('/api/v1/notification-channels', { body }));
      const change = changeOf({ ...channel, version }, onlyChanged(body, changed));
      return bodyOf(client.PATCH('/api/v1/notification-channels/{id}', change));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.channels });
      onSaved();
    },
    // Another user may have changed it.
    onError: () => queries.invalidateQueries({ queryKey: keys.channels }),
  });
}

const changeOf = (channel: Channel, body: Schemas['UpdateNotificationChannel']) => ({
  params: { path: { id: channel.id }, header: seen(channel) },
  body,
});

/** The schema, most of this page's code, is loaded only when saving. */
async function checked(input: object): Promise<Schemas['CreateNotificationChannel']> {
  const { checkChannel } = await withoutCompiling(() => import('./check-channel.js'));
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

export function useDeleteChannel(): (channel: Channel, leaveOpen: boolean) => Promise<void> {
  const queries = useQueryClient();
  return async (channel, leaveOpen) => {
    const query = leaveOpen ? ({ leaveOpen: 'true' } as const) : {};
    const params = { path: { id: channel.id }, header: seen(channel), query };
    await bodyOf(client.DELETE('/api/v1/notification-channels/{id}', { params }));
    await queries.invalidateQueries({ queryKey: keys.channels });
  };
}

export function useTestChannel({ id }: Channel) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(client.POST('/api/v1/notification-channels/{id}/test', { params: { path: { id } } })),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.alertStatus }),
        queries.invalidateQueries({ queryKey: keys.deliveries }),
      ]),
  });
}
